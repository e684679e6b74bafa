/*
 * replay_main.c - runs a fuzz target over files instead of under a fuzzer
 *
 * Every file named, and every file of every folder named, goes once through LLVMFuzzerTestOneInput,
 * in byte order of the names, after an empty input that is always tried. Each input lies in an
 * allocation of exactly its size (none for an empty one, as fuzzers do), so that a sanitizer sees a
 * read past its end. Speaks TAP; the name is printed first, so that a crash shows which file it
 * was.
 *
 * SPDX-License-Identifier: MIT
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int cases, failures;

static void fail(const char *path, const char *what) {
    failures++;
    printf("not ok %d - %s: %s\n", ++cases, path, what);
}

static void run_bytes(const char *name, FILE *file, size_t size) {
    uint8_t *bytes = size != 0 ? malloc(size) : NULL;
    if (size != 0 && (bytes == NULL || fread(bytes, 1, size, file) != size)) {
        fail(name, "cannot read");
    } else {
        printf("# %s\n", name);
        fflush(stdout);
        LLVMFuzzerTestOneInput(bytes, size);
        printf("ok %d - %s\n", ++cases, name);
    }
    free(bytes);
}

static void run_file(const char *path, off_t size) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail(path, strerror(errno));
        return;
    }
    run_bytes(path, file, (size_t)size);
    fclose(file);
}

static void run_path(const char *path);

static void run_folder(const char *path) {
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        fail(path, strerror(errno));
        return;
    }
    for (int i = 0; i < count; i++) {
        char name[4096];
        int length = snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && length > 0 && (size_t)length < sizeof name)
            run_path(name);
        free(entries[i]);
    }
    free(entries);
}

static void run_path(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0) {
        fail(path, strerror(errno));
    } else if (S_ISDIR(status.st_mode)) {
        run_folder(path);
    } else {
        run_file(path, status.st_size);
    }
}

int main(int argc, char **argv) {
    run_bytes("(empty)", NULL, 0);
    for (int i = 1; i < argc; i++) run_path(argv[i]);
    return failures != 0;
}
