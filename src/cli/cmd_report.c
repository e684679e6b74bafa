/*
 * cmd_report.c - `newsdupes report PATH...`: the result as an HTML page for people
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/buf.h"
#include "cli/commands.h"
#include "cli/corpus.h"
#include "cli/origins.h"
#include "page/page.h"

/* The texts of a pair, read once more. */
struct reading {
    struct cli_corpus *corpus;
    struct nd_reader *reader;
    struct nd_buf bytes[2];
    uint32_t documents[2]; /* that they are of, once they were read */
    nd_encoding encoding[2];
    int side; /* that is being read */
};

static nd_status take_text(void *context, const struct nd_document *document) {
    struct reading *reading = context;
    struct nd_buf *bytes = &reading->bytes[reading->side];
    bytes->size = 0;
    reading->encoding[reading->side] = document->encoding;
    return nd_buf_append(bytes, document->text, document->size);
}

/* Reads a text unless it is there from before: the lead of a cluster is read once. */
static nd_status read_text(struct reading *reading, int side, uint32_t document) {
    nd_status status;
    if (reading->documents[side] == document) return ND_OK;
    reading->documents[side] = UINT32_MAX;
    reading->side = side;
    status = nd_reader_again(reading->reader, document, take_text, reading);
    if (status == ND_OK) reading->documents[side] = document;
    return status;
}

static struct nd_text text_of(const struct reading *reading, int side) {
    return (struct nd_text){reading->documents[side], reading->bytes[side].data,
                            reading->bytes[side].size, reading->encoding[side]};
}

/* A text that cannot be read again was said, and the page does without it. */
static nd_status compare(void *self, uint32_t lead, uint32_t member, struct nd_comparison **out) {
    struct reading *reading = self;
    nd_status status = read_text(reading, 0, lead);
    *out = NULL;
    if (status == ND_OK) status = read_text(reading, 1, member);
    if (status == ND_OK) {
        const struct nd_text texts[2] = {text_of(reading, 0), text_of(reading, 1)};
        status = nd_corpus_compare(reading->corpus->corpus, texts, out);
        if (status == ND_ERR_PARAM)
            cli_messages_error(&reading->corpus->messages,
                               "a document was changed while it was in use");
    }
    return status == ND_ERR_PARAM ? ND_OK : status;
}

/* That a lead is old the page says by itself. */
static const char *reason(void *self, const struct nd_row *row) {
    const struct cli_corpus *corpus = self;
    return nd_input_is_old(corpus->input, row->lead) ? NULL
                                                     : cli_keeping_reason(&corpus->keeping, row);
}

static nd_status write_page(struct cli_corpus *corpus, const struct nd_result *result) {
    struct nd_buf out = {0};
    struct cli_origins origins;
    struct reading reading = {.corpus = corpus, .documents = {UINT32_MAX, UINT32_MAX}};
    nd_status status = cli_origins_list(corpus, &origins);
    const struct nd_page page = {
        .result = result,
        .names = corpus->names,
        .count = corpus->count,
        .sources = origins.sources,
        .source_names = origins.names,
        .source_count = origins.count,
        .compare = {&reading, compare},
        .reason = {corpus, corpus->settings->keep.count != 0 ? reason : NULL},
        .unread = cli_messages_errors(&corpus->messages),
        .most_bytes = (size_t)corpus->settings->page_limit * 1000000,
    };
    if (status == ND_OK) status = nd_reader_new(corpus->input, &reading.reader);
    if (status == ND_OK) status = nd_page_write(&page, &out);
    if (status == ND_OK) status = nd_output_write(corpus->output, out.data, out.size);
    nd_reader_free(reading.reader);
    nd_buf_free(&reading.bytes[0]);
    nd_buf_free(&reading.bytes[1]);
    nd_buf_free(&out);
    cli_origins_free(&origins);
    return status;
}

static int report(struct cli_corpus *corpus) {
    struct nd_result *result = NULL;
    nd_status status = cli_corpus_cluster(corpus, &result);
    int end;
    if (status == ND_OK) status = write_page(corpus, result);
    cli_progress_end(&corpus->progress);
    end = cli_corpus_end(corpus, status);
    cli_stages_end(&corpus->stages);
    nd_result_free(result);
    return end;
}

int cli_report(const struct cli_command *command, const struct cli_settings *settings) {
    struct cli_corpus corpus;
    int end = cli_corpus_read(&corpus, command, settings, ND_KEEP_TEXTS);
    if (end == CLI_EXIT_DONE) end = report(&corpus);
    cli_corpus_free(&corpus);
    return end;
}
