/*
 * walk.c - see walk.h
 *
 * Depth first without recursion: folders to be visited lie on a stack of paths, and one folder at
 * a time is open, so that neither the depth of a tree nor its width exhausts anything but memory.
 * What lies on the stack are the siblings along one line of descent; the device and inode of the
 * folders of that line tell when a bind mount leads back into one of them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/complain.h"
#include "io/readfile.h"

struct pending {
    size_t offset; /* of its path in `paths`, where it ends at the next one's */
    size_t depth;
};

struct place {
    dev_t device;
    ino_t inode;
};

struct state {
    const struct nd_walk *walk;
    struct pending *stack;
    size_t stack_size, stack_capacity;
    struct nd_buf paths;
    struct place *above; /* the folders from the root to the one being read */
    size_t above_capacity;
    struct nd_buf path; /* of the folder being read, later of an entry in it */
    size_t depth;
};

typedef enum entry_type {
    ENTRY_FILE,
    ENTRY_FOLDER,
    ENTRY_LINK,
    ENTRY_OTHER,
    ENTRY_OUTPUT,
    ENTRY_GONE
} entry_type;

static nd_status push(struct state *state, const char *path, size_t size, size_t depth) {
    nd_status status = nd_reserve(&state->stack, &state->stack_capacity, state->stack_size + 1,
                                  sizeof *state->stack);
    const size_t offset = state->paths.size;
    if (status == ND_OK) status = nd_buf_append(&state->paths, path, size);
    if (status != ND_OK) return status;
    state->stack[state->stack_size++] = (struct pending){.offset = offset, .depth = depth};
    return ND_OK;
}

/* Moves the last path of the stack to state->path. */
static nd_status pop(struct state *state) {
    const struct pending last = state->stack[--state->stack_size];
    state->path.size = 0;
    state->depth = last.depth;
    if (nd_buf_append(&state->path, state->paths.data + last.offset,
                      state->paths.size - last.offset) != ND_OK)
        return ND_ERR_MEMORY;
    state->paths.size = last.offset;
    return ND_OK;
}

static entry_type type_of_mode(mode_t mode) {
    if (S_ISREG(mode)) return ENTRY_FILE;
    if (S_ISDIR(mode)) return ENTRY_FOLDER;
    return S_ISLNK(mode) ? ENTRY_LINK : ENTRY_OTHER;
}

/* Some file systems leave the type out of their folders. */
static entry_type type_of(DIR *folder, const struct dirent *entry) {
    struct stat info;
    switch (entry->d_type) {
    case DT_REG: return ENTRY_FILE;
    case DT_DIR: return ENTRY_FOLDER;
    case DT_LNK: return ENTRY_LINK;
    case DT_UNKNOWN: break;
    default: return ENTRY_OTHER;
    }
    if (fstatat(dirfd(folder), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return ENTRY_GONE;
    return type_of_mode(info.st_mode);
}

/* Whether an entry is the file that the result goes to. The folder's number for it, which mostly
 * tells, is asked first. */
static bool is_output(const struct state *state, DIR *folder, const struct dirent *entry) {
    const struct stat *output = state->walk->output;
    struct stat info;
    if (output == NULL || entry->d_ino != output->st_ino) return false;
    return fstatat(dirfd(folder), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
           info.st_dev == output->st_dev && info.st_ino == output->st_ino;
}

static void unreadable(const struct state *state, const char *what, int error) {
    state->walk->counts->unreadable++;
    nd_complain_errno(state->walk->report, what, state->path.data, error);
}

/* state->path is the path of the entry, with a NUL behind it. */
static nd_status take(struct state *state, entry_type type) {
    const struct nd_walk *const walk = state->walk;
    const size_t size = state->path.size - 1;
    switch (type) {
    case ENTRY_FILE: return walk->found(walk->context, state->path.data, size);
    case ENTRY_FOLDER: return push(state, state->path.data, size, state->depth + 1);
    case ENTRY_LINK: walk->counts->links++; break;
    case ENTRY_OTHER: walk->counts->special++; break;
    case ENTRY_OUTPUT: walk->counts->output++; break;
    case ENTRY_GONE: unreadable(state, "cannot read", ENOENT); break;
    }
    return ND_OK;
}

static nd_status read_entry(struct state *state, DIR *folder, const struct dirent *entry) {
    const char *const name = entry->d_name;
    nd_status status;
    if (name[0] == '.') {
        if (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')) return ND_OK;
        if (!state->walk->hidden) {
            state->walk->counts->hidden++;
            return ND_OK;
        }
    }
    status = nd_buf_append_byte(&state->path, '/');
    if (status == ND_OK) status = nd_buf_append(&state->path, name, strlen(name) + 1);
    if (status != ND_OK) return status;
    return take(state, is_output(state, folder, entry) ? ENTRY_OUTPUT : type_of(folder, entry));
}

/* Whether the open folder is one of those above it; if not, it joins them. */
static nd_status descend(struct state *state, int descriptor, bool *loop) {
    struct stat info;
    nd_status status;
    *loop = false;
    if (fstat(descriptor, &info) != 0) return ND_OK; /* cannot be: it is open */
    for (size_t i = 0; i < state->depth && !*loop; i++)
        *loop = state->above[i].device == info.st_dev && state->above[i].inode == info.st_ino;
    status =
        nd_reserve(&state->above, &state->above_capacity, state->depth + 1, sizeof *state->above);
    if (status == ND_OK)
        state->above[state->depth] = (struct place){.device = info.st_dev, .inode = info.st_ino};
    return status;
}

static nd_status read_entries(struct state *state, DIR *folder) {
    const size_t size = state->path.size - 1; /* without the NUL */
    nd_status status = ND_OK;
    while (status == ND_OK) {
        const struct dirent *entry;
        errno = 0;
        entry = readdir(folder);
        if (entry == NULL) {
            if (errno != 0) unreadable(state, "cannot read", errno);
            break;
        }
        state->path.size = size;
        status = read_entry(state, folder, entry);
        state->path.data[size] = '\0';
    }
    return status;
}

/* Reads the open folder, which it closes. */
static nd_status read_open(struct state *state, int descriptor) {
    DIR *folder;
    bool loop;
    nd_status status = descend(state, descriptor, &loop);
    if (status == ND_OK && loop)
        nd_complain(state->walk->report, ND_WARNING, "", state->path.data,
                    " leads back to a folder above it, skipped");
    if (status != ND_OK || loop) {
        (void)close(descriptor);
        return status;
    }
    folder = fdopendir(descriptor);
    if (folder == NULL) {
        unreadable(state, "cannot open", errno);
        (void)close(descriptor);
        return ND_OK;
    }
    status = read_entries(state, folder);
    (void)closedir(folder);
    return status;
}

static nd_status read_folder(struct state *state) {
    int descriptor;
    nd_status status = nd_buf_append_byte(&state->path, '\0');
    if (status != ND_OK) return status;
    descriptor = nd_file_open(state->path.size > 1 ? state->path.data : "/", O_DIRECTORY);
    if (descriptor >= 0) return read_open(state, descriptor);
    unreadable(state, "cannot open", errno);
    return ND_OK;
}

nd_status nd_walk_folder(const struct nd_walk *walk, const char *root, size_t size) {
    struct state state = {.walk = walk};
    nd_status status = push(&state, root, size, 0);
    while (status == ND_OK && state.stack_size > 0) {
        status = pop(&state);
        if (status == ND_OK) status = read_folder(&state);
    }
    nd_free(state.stack);
    nd_free(state.above);
    nd_buf_free(&state.paths);
    nd_buf_free(&state.path);
    return status;
}
