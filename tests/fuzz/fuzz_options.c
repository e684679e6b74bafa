/*
 * fuzz_options.c - any words on a command line are read or refused
 *
 * The first byte chooses the command; NUL separates the words behind it. Whatever is parsed must
 * keep the promises of the settings, and a refusal must have a printable message.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"

enum { MAX_WORDS = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static void check_settings(const struct cli_settings *settings, int argc) {
    require(settings->threshold >= 1 && settings->threshold <= ND_THRESHOLD_UNIT);
    require(settings->threads <= CLI_THREADS_MAX && settings->width <= CLI_WIDTH_MAX);
    require(settings->wrong <= CLI_NUMBER_MAX);
    require(settings->place_count <= (size_t)argc);
    require(settings->output == NULL || *settings->output != '\0');
    require(settings->origin.part >= -CLI_PART_MAX && settings->origin.part <= CLI_PART_MAX);
    require(settings->origin.text == NULL || *settings->origin.text != '\0');
    for (size_t i = 0; i < settings->place_count; i++) require(settings->places[i].path != NULL);
}

static void check_message(struct cli_text *error) {
    const char *message = cli_text_string(error);
    require(*message != '\0');
    for (; *message != '\0'; message++) require((unsigned char)*message >= 0x20);
}

static void parse(unsigned command, int argc, char *const *argv) {
    struct cli_settings settings;
    struct cli_text error = {0};
    switch (cli_settings_parse(&settings, command, argc, argv, &error)) {
    case ND_OK: check_settings(&settings, argc); break;
    case ND_ERR_PARAM: check_message(&error); break;
    default: abort();
    }
    cli_settings_free(&settings);
    cli_text_free(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *argv[MAX_WORDS];
    int argc = 0;
    char *words = malloc(size + 1);
    if (words == NULL || size == 0) {
        free(words);
        return 0;
    }
    memcpy(words, data, size);
    words[size] = '\0';
    for (size_t at = 1; at < size && argc < MAX_WORDS; at += strlen(words + at) + 1)
        argv[argc++] = words + at;
    parse(1u << (data[0] & 7), argc, argv);
    free(words);
    return 0;
}
