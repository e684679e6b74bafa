/*
 * cmd_boilerplate.c - `newsdupes boilerplate PATH...`: what was learned to be boilerplate
 *
 * The core keeps no text, so each example is read once more from its document. Nothing is kept of
 * one row when the next one is written, however many there are.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/commands.h"
#include "cli/corpus.h"
#include "cli/table.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct listing {
    struct cli_corpus *corpus;
    struct nd_reader *reader;
    struct nd_writer writer;
    const struct nd_boilerplate_block *block; /* whose row is being written: */
    struct cli_text text;                     /* its example */
    size_t line;                              /* where that begins; 0: nowhere */
};

/* How much of a text makes so many characters; all of it for 0. */
static size_t cut_at(const char *text, size_t size, uint32_t characters) {
    size_t at = 0;
    if (characters == 0) return size;
    while (at < size) {
        const bool begins = ((unsigned char)text[at] & 0xc0) != 0x80;
        if (begins && characters-- == 0) break;
        at++;
    }
    return at;
}

/* Takes the example out of its document. */
static nd_status take_example(void *context, const struct nd_document *document) {
    struct listing *listing = context;
    struct cli_corpus *corpus = listing->corpus;
    struct nd_quotation quotation;
    size_t size;
    const nd_status status = nd_corpus_quote(corpus->corpus, listing->block, document->text,
                                             document->size, document->encoding, &quotation);
    if (status == ND_ERR_PARAM) {
        cli_messages_error_about(&corpus->messages, document->origin,
                                 "was changed while it was in use");
        return ND_OK;
    }
    if (status != ND_OK) return status;
    size = cut_at(quotation.text, quotation.size, corpus->settings->cut);
    cli_text_add_bytes(&listing->text, quotation.text, size);
    if (size < quotation.size) cli_text_add(&listing->text, "...");
    listing->line = quotation.line;
    return listing->text.status;
}

/* A document that cannot be read again was said, and leaves its row without an example. */
static nd_status write_row(struct listing *listing, const struct nd_boilerplate_block *block) {
    nd_status status;
    struct nd_name text;
    cli_text_clear(&listing->text);
    listing->line = 0;
    listing->block = block;
    status = nd_reader_again(listing->reader, block->document, take_example, listing);
    if (status != ND_OK && status != ND_ERR_PARAM) return status;
    text = (struct nd_name){listing->text.buf.data, listing->text.buf.size};
    return nd_writer_row(&listing->writer,
                         (struct nd_cell[]){
                             nd_cell_number(block->words),
                             nd_cell_number(block->documents),
                             nd_cell_number(block->sources),
                             nd_cell_name(&listing->corpus->names[block->document]),
                             nd_cell_number(listing->line),
                             nd_cell_name(&text),
                         });
}

static nd_status write_all(struct listing *listing, const struct nd_boilerplate *boilerplate) {
    static const char *const columns[] = {"words",    "documents", "sources",
                                          "document", "line",      "text"};
    struct cli_corpus *corpus = listing->corpus;
    nd_status status = cli_table_begin(&listing->writer, corpus->settings, columns, COUNT(columns),
                                       corpus->output);
    if (status == ND_OK) status = nd_reader_new(corpus->input, &listing->reader);
    for (size_t i = 0; i < boilerplate->count && status == ND_OK; i++)
        status = write_row(listing, &boilerplate->blocks[i]);
    nd_writer_free(&listing->writer);
    nd_reader_free(listing->reader);
    cli_text_free(&listing->text);
    return status;
}

static int list_boilerplate(struct cli_corpus *corpus) {
    struct listing listing = {.corpus = corpus};
    struct nd_boilerplate *boilerplate = NULL;
    nd_status status;
    int end;
    cli_progress_stage(&corpus->progress, "learning");
    status = nd_corpus_boilerplate(corpus->corpus, corpus->names, corpus->count, &boilerplate);
    cli_progress_end(&corpus->progress);
    if (status == ND_OK) status = write_all(&listing, boilerplate);
    if (status == ND_OK && boilerplate->count == 0)
        corpus->report.message(corpus->report.self, ND_WARNING,
                               "no boilerplate was found in these documents");
    end = cli_corpus_end(corpus, status);
    nd_boilerplate_free(boilerplate);
    return end;
}

int cli_boilerplate(const struct cli_command *command, const struct cli_settings *settings) {
    struct cli_corpus corpus;
    int end = cli_corpus_read(&corpus, command, settings, ND_KEEP_TEXTS);
    if (end == CLI_EXIT_DONE) end = list_boilerplate(&corpus);
    cli_corpus_free(&corpus);
    return end;
}
