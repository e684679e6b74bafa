/*
 * fileact.c - see fileact.h
 *
 * Moving has to fail where there is a file already, which plain rename() does not. Where the system
 * or the file system has no rename that does, a second name is made, which fails so, and then the
 * first one removed: in between, and were it for ever, there are two names and nothing is lost.
 *
 * SPDX-License-Identifier: MIT
 */
#include "act/fileact.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"

enum { ROOM = 1 << 16, ATTEMPTS = 100, RENAME_NO_REPLACE = 1 };

/* ---- Reasons --------------------------------------------------------------------------------- */

const char *nd_why_text(int error) {
    switch (error) {
    case ND_WHY_LINK: return "a symbolic link, or what is no folder, is in its path";
    case ND_WHY_CHANGED: return "it has changed since it was read";
    case ND_WHY_NO_FILE: return "it is no regular file";
    case ND_WHY_SELF: return "it is the lead itself, under another name";
    case ND_WHY_DIFFERS: return "it has not the same bytes as its lead";
    case ND_WHY_OWNED: return "its lead has another owner or mode";
    case ND_WHY_LINKED: return "it is one file with its lead already";
    case ND_WHY_GONE: return "it is gone";
    case ND_WHY_BACK: return "it is in its place already";
    case EEXIST: return "there is a file in the place where it would go";
    case EXDEV: return "it would have to go to another file system";
    default: return strerror(error);
    }
}

nd_severity nd_why_severity(int error) {
    switch (error) {
    case ND_WHY_DIFFERS:
    case ND_WHY_LINKED:
    case ND_WHY_BACK: return ND_NOTE;
    case ND_WHY_OWNED:
    case ND_WHY_GONE: return ND_WARNING;
    default: return ND_ERROR;
    }
}

/* ---- Looking --------------------------------------------------------------------------------- */

static bool is_same(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static int stat_place(const struct nd_place *place, struct stat *info) {
    return fstatat(place->folder, place->name, info, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : errno;
}

static int fits(const struct stat *info, const struct nd_stamp *stamp) {
    const struct nd_stamp now = nd_stamp_of(info);
    if (!now.known) return ND_WHY_NO_FILE;
    return nd_stamp_equal(&now, stamp) ? 0 : ND_WHY_CHANGED;
}

/* The file that is in the place now, and whether it has the stamp. */
static int look(const struct nd_place *place, const struct nd_stamp *stamp, struct stat *info) {
    const int error = stat_place(place, info);
    return error != 0 ? error : fits(info, stamp);
}

/* Opens a file that was looked at. */
static int open_file(const struct nd_place *place, const struct stat *info, int *descriptor) {
    struct stat opened;
    *descriptor =
        openat(place->folder, place->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (*descriptor < 0) return errno == ELOOP ? ND_WHY_NO_FILE : errno;
    if (fstat(*descriptor, &opened) != 0) return errno;
    return is_same(info, &opened) ? 0 : ND_WHY_CHANGED;
}

/* Reads up to ROOM bytes: how many, or -1 with errno. */
static ssize_t read_room(int descriptor, char *room, uint64_t offset) {
    ssize_t got;
    do {
        got = pread(descriptor, room, ROOM, (off_t)offset);
    } while (got < 0 && errno == EINTR);
    return got;
}

/* ---- Leads ----------------------------------------------------------------------------------- */

nd_status nd_lead_init(struct nd_lead_file *lead) {
    *lead =
        (struct nd_lead_file){.place = {.folder = -1}, .descriptor = -1, .room = nd_alloc(2, ROOM)};
    return lead->room != NULL ? ND_OK : ND_ERR_MEMORY;
}

void nd_lead_close(struct nd_lead_file *lead) {
    if (lead->descriptor >= 0) (void)close(lead->descriptor);
    lead->descriptor = -1;
    nd_place_close(&lead->place);
}

void nd_lead_free(struct nd_lead_file *lead) {
    nd_lead_close(lead);
    nd_buf_free(&lead->path);
    nd_free(lead->room);
}

/* Reads all bytes, so that a copy is not given up for what cannot be read. */
static int read_through(const struct nd_lead_file *lead) {
    uint64_t size = 0;
    ssize_t got;
    while ((got = read_room(lead->descriptor, lead->room, size)) > 0) size += (uint64_t)got;
    if (got < 0) return errno;
    return size == lead->stamp.bytes ? 0 : ND_WHY_CHANGED;
}

int nd_lead_check(const struct nd_lead_file *lead) {
    struct stat info;
    const int error = look(&lead->place, &lead->stamp, &info);
    if (error != 0) return error;
    return is_same(&info, &lead->info) ? 0 : ND_WHY_CHANGED;
}

int nd_lead_open(struct nd_lead_file *lead, int root, const struct nd_stamp *stamp) {
    int error = nd_place_open(&lead->place, root, lead->path.data, false);
    lead->stamp = *stamp;
    if (error == 0) error = look(&lead->place, stamp, &lead->info);
    if (error == 0) error = open_file(&lead->place, &lead->info, &lead->descriptor);
    if (error == 0) error = read_through(lead);
    return error != 0 ? error : nd_lead_check(lead);
}

/* ---- Copies ---------------------------------------------------------------------------------- */

/* Whether the two places are one, perhaps by way of a mount. */
static bool is_one_place(const struct nd_place *a, const struct nd_place *b) {
    struct stat left, right;
    if (strcmp(a->name, b->name) != 0) return false;
    if (fstat(a->folder, &left) != 0 || fstat(b->folder, &right) != 0) return true;
    return is_same(&left, &right);
}

/* A file of one name that is the lead is the lead; of several it may be another name of it. */
static bool is_lead(const struct nd_copy_file *copy) {
    if (!is_same(&copy->info, &copy->lead->info)) return false;
    return copy->info.st_nlink < 2 || is_one_place(&copy->place, &copy->lead->place);
}

int nd_copy_open(struct nd_copy_file *copy, int root, char *path, const struct nd_stamp *stamp,
                 const struct nd_lead_file *lead) {
    int error = nd_place_open(&copy->place, root, path, false);
    copy->stamp = *stamp;
    copy->lead = lead;
    if (error == 0) error = look(&copy->place, stamp, &copy->info);
    if (error == ENOENT) return ND_WHY_GONE;
    return error == 0 && is_lead(copy) ? ND_WHY_SELF : error;
}

void nd_copy_close(struct nd_copy_file *copy) { nd_place_close(&copy->place); }

int nd_copy_delete(const struct nd_copy_file *copy, bool dry) {
    if (dry || unlinkat(copy->place.folder, copy->place.name, 0) == 0) return 0;
    return errno;
}

/* ---- Moving ---------------------------------------------------------------------------------- */

/* A rename that fails when there is a file already. */
static int rename_new(const struct nd_place *from, const struct nd_place *to) {
    int error;
#ifdef SYS_renameat2
    if (syscall(SYS_renameat2, from->folder, from->name, to->folder, to->name,
                (unsigned)RENAME_NO_REPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
#endif
    if (linkat(from->folder, from->name, to->folder, to->name, 0) != 0) return errno;
    if (unlinkat(from->folder, from->name, 0) == 0) return 0;
    error = errno;
    (void)unlinkat(to->folder, to->name, 0);
    return error;
}

/* Whether there is nothing in the place. */
static int look_free(const struct nd_place *place) {
    struct stat info;
    const int error = stat_place(place, &info);
    return error == ENOENT ? 0 : error == 0 ? EEXIST : error;
}

/* Moves from a place to the path below the open folder `root`, or says whether that could be. */
static int move(const struct nd_place *from, int root, char *path, bool dry) {
    struct nd_place to;
    int error = nd_place_open(&to, root, path, !dry);
    if (dry && error == ENOENT) return 0;
    if (error == 0) error = dry ? look_free(&to) : rename_new(from, &to);
    nd_place_close(&to);
    return error;
}

int nd_copy_move(const struct nd_copy_file *copy, int target, char *path, bool dry) {
    if (dry && target < 0) return 0;
    return move(&copy->place, target, path, dry);
}

/* What a file is that is not where it was moved to: moved back perhaps. */
static int look_back(const struct nd_moved_file *moved) {
    struct nd_place place;
    struct stat info;
    int error = nd_place_open(&place, moved->root, moved->path, false);
    if (error == 0) error = look(&place, &moved->stamp, &info);
    nd_place_close(&place);
    return error == 0 ? ND_WHY_BACK : ENOENT;
}

/* Removes the second name of a file that has its first one still, or again. */
static int remove_second(const struct nd_moved_file *moved, const struct nd_place *second,
                         const struct stat *info, bool dry) {
    struct nd_place first;
    struct stat other;
    int error = nd_place_open(&first, moved->root, moved->path, false);
    if (error == 0) error = stat_place(&first, &other);
    if (error == 0 && !is_same(info, &other)) error = EEXIST;
    if (error == 0 && !dry && unlinkat(second->folder, second->name, 0) != 0) error = errno;
    nd_place_close(&first);
    return error;
}

int nd_moved_undo(const struct nd_moved_file *moved, bool dry) {
    struct nd_place place;
    struct stat info;
    int error = nd_place_open(&place, moved->target, moved->target_path, false);
    if (error == 0) error = look(&place, &moved->stamp, &info);
    if (error == 0) error = move(&place, moved->root, moved->path, dry);
    if (error == EEXIST) error = remove_second(moved, &place, &info, dry);
    if (error == ENOENT) error = look_back(moved);
    nd_place_close(&place);
    return error;
}

/* ---- Linking --------------------------------------------------------------------------------- */

/* Whether two open files have the same bytes. */
static int compare(const struct nd_copy_file *copy, int descriptor) {
    char *const mine = copy->lead->room, *const other = mine + ROOM;
    uint64_t offset = 0;
    for (;;) {
        const ssize_t size = read_room(copy->lead->descriptor, mine, offset);
        const ssize_t got = size < 0 ? size : read_room(descriptor, other, offset);
        if (got < 0) return errno;
        if (got != size || memcmp(mine, other, (size_t)size) != 0) return ND_WHY_DIFFERS;
        if (size == 0) return 0;
        offset += (uint64_t)size;
    }
}

static int check_bytes(const struct nd_copy_file *copy) {
    struct stat info;
    int descriptor;
    int error = open_file(&copy->place, &copy->info, &descriptor);
    if (error == 0) error = compare(copy, descriptor);
    if (descriptor >= 0) (void)close(descriptor);
    if (error == 0) error = look(&copy->place, &copy->stamp, &info);
    if (error == 0 && !is_same(&info, &copy->info)) error = ND_WHY_CHANGED;
    return error != 0 ? error : nd_lead_check(copy->lead);
}

/* Makes another name of the lead beside the copy. */
static int link_beside(const struct nd_copy_file *copy, char *name, size_t size) {
    const struct nd_place *const lead = &copy->lead->place;
    for (int i = 0; i < ATTEMPTS; i++) {
        (void)snprintf(name, size, ".newsdupes-link-%d", i);
        if (linkat(lead->folder, lead->name, copy->place.folder, name, 0) == 0) return 0;
        if (errno != EEXIST) return errno;
    }
    return EEXIST;
}

/* Puts that name in the place of the copy, if it is of the lead indeed. */
static int replace(const struct nd_copy_file *copy, const char *name) {
    const int folder = copy->place.folder;
    const struct nd_place temporary = {.folder = folder, .name = name};
    struct stat info;
    int error = look(&temporary, &copy->lead->stamp, &info);
    if (error == 0 && !is_same(&info, &copy->lead->info)) error = ND_WHY_CHANGED;
    if (error == 0 && renameat(folder, name, folder, copy->place.name) != 0) error = errno;
    (void)unlinkat(folder, name, 0); /* of one file with two names a rename does nothing */
    return error;
}

int nd_copy_link(const struct nd_copy_file *copy, bool dry) {
    const struct stat *const mine = &copy->info, *const lead = &copy->lead->info;
    char name[32];
    int error;
    if (is_same(mine, lead)) return ND_WHY_LINKED;
    if (mine->st_size != lead->st_size) return ND_WHY_DIFFERS;
    error = check_bytes(copy);
    if (error != 0) return error;
    if (mine->st_uid != lead->st_uid || mine->st_gid != lead->st_gid ||
        mine->st_mode != lead->st_mode)
        return ND_WHY_OWNED;
    if (mine->st_dev != lead->st_dev) return EXDEV;
    if (dry) return 0;
    error = link_beside(copy, name, sizeof name);
    return error != 0 ? error : replace(copy, name);
}
