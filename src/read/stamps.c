/*
 * stamps.c - see stamps.h and input.h
 *
 * They are taken when the files are listed, before any is read: what changes a file later, were it
 * while it is read, shows as a difference, whoever reads it and how.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/stamps.h"

#include <string.h>

#include "base/mem.h"
#include "io/readfile.h"

nd_status nd_input_stamp_files(struct nd_input *input) {
    const struct nd_filelist *const list = &input->list;
    input->file_stamps = nd_alloc_zero(list->count, sizeof *input->file_stamps);
    if (input->file_stamps == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < list->count; i++) {
        const char *const path = list->files[i].path;
        struct stat info;
        if (strcmp(path, "-") != 0 && nd_file_stat(path, false, &info) == 0)
            input->file_stamps[i] = nd_stamp_of(&info);
    }
    return ND_OK;
}

nd_status nd_input_stamps(struct nd_input *input, const struct nd_stamp **stamps) {
    *stamps = NULL;
    if (!input->options.stamp) return ND_OK;
    if (input->stamps == NULL)
        input->stamps = nd_alloc_zero(input->name_count, sizeof *input->stamps);
    if (input->stamps == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < input->name_count; i++)
        if (input->by_number[i] == NULL) input->stamps[i] = input->file_stamps[input->file_of[i]];
    *stamps = input->stamps;
    return ND_OK;
}
