/*
 * cmd_version.c - `newsdupes version` and --version: what results may depend on, and the kernel
 *
 * The first line is "newsdupes" and the version alone, for scripts; -v adds the kernels that this
 * machine can run.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stddef.h>

#include "cli/commands.h"
#include "cli/print.h"
#include "read/jsonl.h"
#include "read/pagetext.h"
#include "read/unpack.h"

static void add_line(struct cli_text *text, const char *label, const char *value) {
    const size_t begin = text->buf.size;
    cli_text_add(text, label);
    cli_text_add_blanks(text, begin, 12);
    cli_text_add(text, value);
    cli_text_add(text, "\n");
}

static void add_kernels(struct cli_text *text) {
    static const char *const names[] = {"portable", "sse4.1",      "avx2",
                                        "avx512",   "avx512vbmi2", "neon"};
    cli_text_add(text, "kernels    ");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (nd_kernel_name(names[i]) == NULL) continue;
        cli_text_add(text, " ");
        cli_text_add(text, names[i]);
    }
    cli_text_add(text, "\n");
}

int cli_version(const struct cli_command *command, const struct cli_settings *settings) {
    struct cli_messages messages;
    struct cli_text text = {0};
    const char *kernel;
    int end;
    if (settings->place_count != 0 && !settings->version)
        return cli_usage_error(command, "version takes no operand");
    if (!cli_kernel_wanted(&kernel)) return CLI_EXIT_FATAL;
    cli_messages_init(&messages, settings);
    cli_text_add(&text, "newsdupes ");
    cli_text_add(&text, nd_version());
    cli_text_add(&text, "\n");
    add_line(&text, "kernel", nd_kernel_name(kernel));
    add_line(&text, "xxHash", nd_xxhash_version());
    add_line(&text, "utf8proc", nd_utf8proc_version());
    add_line(&text, "Unicode", nd_unicode_version());
    add_line(&text, "simdjson", nd_jsonl_available() ? nd_jsonl_version() : "without JSON Lines");
    add_line(&text, "libarchive", nd_unpack_available() ? nd_unpack_version() : "without archives");
    if (nd_unpack_available()) add_line(&text, "zlib", nd_unpack_zlib_version());
    add_line(&text, "gumbo", nd_pagetext_available() ? nd_pagetext_version() : "without HTML");
    if (settings->verbose) add_kernels(&text);
    end = cli_print(&text, &messages);
    cli_text_free(&text);
    return end;
}
