/*
 * print.c - see print.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/print.h"

#include "cli/commands.h"

nd_status cli_text_write(struct cli_text *text, struct nd_output *output) {
    nd_status status = text->status;
    if (status == ND_OK) status = nd_output_write(output, text->buf.data, text->buf.size);
    cli_text_clear(text);
    return status;
}

int cli_output_end(struct nd_output *output, struct cli_messages *messages, nd_status status) {
    const unsigned errors = cli_messages_errors(messages);
    bool pipe_closed = false;
    if (status == ND_OK) {
        status = nd_output_close(output);
        /* A closed pipe is the one failure of an output that is not reported. */
        pipe_closed = status == ND_ERR_PARAM && cli_messages_errors(messages) == errors;
    } else if (output != NULL) {
        pipe_closed = nd_output_pipe_closed(output);
        nd_output_discard(output);
    }
    if (pipe_closed) return CLI_EXIT_PIPE;
    cli_messages_failure(messages, status);
    return status == ND_OK ? CLI_EXIT_DONE : CLI_EXIT_FATAL;
}

int cli_print(const struct cli_text *text, struct cli_messages *messages) {
    const struct nd_report report = cli_messages_report(messages);
    struct nd_output *output = NULL;
    nd_status status = text->status;
    if (status == ND_OK) status = nd_output_open(NULL, &report, &output);
    if (status == ND_OK) status = nd_output_write(output, text->buf.data, text->buf.size);
    return cli_output_end(output, messages, status);
}
