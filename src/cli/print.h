/*
 * print.h - writing standard output or a file to its end
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_PRINT_H
#define ND_CLI_PRINT_H

#include "cli/cli_text.h"
#include "cli/messages.h"
#include "io/output.h"

/* Writes the text and empties it for the next one. Fails with its status, or as nd_output_write
 * does. */
ND_CHECK nd_status cli_text_write(struct cli_text *text, struct nd_output *output);

/* Ends an output (NULL: it could not be opened) after writing ended with `status`: closes it when
 * all went well, else discards it. CLI_EXIT_DONE, CLI_EXIT_FATAL (said) or CLI_EXIT_PIPE. */
int cli_output_end(struct nd_output *output, struct cli_messages *messages, nd_status status);

/* Writes the text to standard output. Ends as cli_output_end does. */
int cli_print(const struct cli_text *text, struct cli_messages *messages);

#endif /* ND_CLI_PRINT_H */
