/*
 * cmd_compare.c - `newsdupes compare A B`: what two articles share and what they do not
 *
 * The files are read by the same layer as those of a corpus, so that encodings and messages are
 * alike. The measures come first, then both texts in reading order: passages of A that B shares,
 * and between them what only A or only B has.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/print.h"
#include "cli/wrap.h"
#include "io/input.h"
#include "io/output.h"

enum { DEFAULT_WIDTH = 80, LABEL_COLUMN = 24 };

struct compare_run {
    const struct cli_settings *settings;
    struct cli_messages messages;
    struct nd_report report;
    struct text {
        struct nd_buf buf;
        nd_encoding encoding;
        unsigned documents;
    } texts[2];
};

/* ---- Reading --------------------------------------------------------------------------------- */

static nd_status take_text(void *context, const struct nd_document *document) {
    struct text *text = context;
    if (text->documents++ != 0) return ND_OK;
    text->encoding = document->encoding;
    return nd_buf_append(&text->buf, document->text, document->size);
}

static nd_status read_input(struct nd_input *input, const char *path, struct text *text) {
    struct nd_reader *reader = NULL;
    nd_status status = nd_input_add_path(input, path);
    if (status == ND_OK) status = nd_input_prepare(input);
    if (status == ND_OK) status = nd_reader_new(input, &reader);
    for (bool more = true; more && status == ND_OK;)
        status = nd_reader_next(reader, take_text, text, &more);
    nd_reader_free(reader);
    return status;
}

/* Reads the one document that a path stands for. */
static nd_status read_text(struct compare_run *run, const char *path, struct text *text) {
    const struct nd_input_options options = {.id_field = "id",
                                             .text_field = "text",
                                             .encoding = run->settings->encoding,
                                             .unpack_ratio = run->settings->unpack_ratio};
    const unsigned errors = cli_messages_errors(&run->messages);
    struct nd_input *input = NULL;
    nd_status status = nd_input_new(&options, &run->report, &input);
    if (status == ND_OK) status = read_input(input, path, text);
    nd_input_free(input);
    if (status != ND_OK) return status;
    if (cli_messages_errors(&run->messages) != errors) return ND_ERR_PARAM;
    if (text->documents == 1) return ND_OK;
    cli_messages_error_about(&run->messages, path, "is not one document");
    return ND_ERR_PARAM;
}

/* ---- Measures -------------------------------------------------------------------------------- */

/* What part of one document's words is shared. */
static uint32_t share(const struct nd_measure *measure, uint32_t words) {
    const struct nd_measure self = {.shared = measure->shared, .words_a = words, .words_b = words};
    if (words == 0 && measure->words_a != measure->words_b) return 0;
    return nd_containment(&self);
}

static void add_name(struct cli_text *out, const char *label, const char *path, uint32_t words) {
    cli_text_add(out, label);
    cli_text_add_number(out, words);
    cli_text_add(out, words == 1 ? " word, " : " words, ");
    cli_text_add_quoted(out, path, strlen(path));
    cli_text_add(out, "\n");
}

static void add_measure(struct cli_text *out, const char *label, uint32_t thousandths) {
    const size_t begin = out->buf.size;
    cli_text_add(out, label);
    cli_text_add_blanks(out, begin, LABEL_COLUMN);
    cli_text_add_thousandths(out, thousandths);
    cli_text_add(out, "\n");
}

static void add_count(struct cli_text *out, const char *label, uint32_t count) {
    const size_t begin = out->buf.size;
    cli_text_add(out, label);
    cli_text_add_blanks(out, begin, LABEL_COLUMN);
    cli_text_add_number(out, count);
    cli_text_add(out, "\n");
}

static void add_measures(struct cli_text *out, const struct cli_place *places,
                         const struct nd_measure *measure) {
    add_name(out, "A: ", places[0].path, measure->words_a);
    add_name(out, "B: ", places[1].path, measure->words_b);
    add_count(out, "shared words", measure->shared);
    add_count(out, "of these equal", measure->equal);
    add_measure(out, "similarity", nd_similarity(measure));
    add_measure(out, "containment of A in B", share(measure, measure->words_a));
    add_measure(out, "containment of B in A", share(measure, measure->words_b));
    cli_text_add(out, "\n");
}

/* ---- Passages -------------------------------------------------------------------------------- */

/* Whether a byte may belong to a word; beyond ASCII all may. */
static bool is_word_byte(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || (unsigned char)byte >= 0x80;
}

/* A passage ends with a word; the punctuation right behind it is shown with it. */
static size_t behind_marks(const char *text, size_t at, size_t end) {
    while (at != 0 && at < end && text[at] > ' ' && !is_word_byte(text[at])) at++;
    return at;
}

static bool has_words(const char *text, size_t begin, size_t end) {
    while (begin < end && !is_word_byte(text[begin])) begin++;
    return begin < end;
}

static void add_lines(struct cli_text *out, const char *mark, size_t width, const char *text,
                      size_t begin, size_t end) {
    if (has_words(text, begin, end)) cli_wrap(out, mark, width, text + begin, end - begin);
}

/* Prints what stands between two shared passages: from the end of one to the start of the next. */
static void add_gap(struct cli_text *out, const struct nd_comparison *c, size_t width,
                    const struct nd_passage *before, const struct nd_passage *next) {
    const size_t a = behind_marks(c->text_a, before->a_end, next->a_begin);
    const size_t b = behind_marks(c->text_b, before->b_end, next->b_begin);
    add_lines(out, "A< ", width, c->text_a, a, next->a_begin);
    add_lines(out, "B> ", width, c->text_b, b, next->b_begin);
}

static nd_status write_passages(const struct nd_comparison *c, size_t width, struct cli_text *out,
                                struct nd_output *output) {
    const struct nd_passage end = {.a_begin = c->size_a, .b_begin = c->size_b};
    struct nd_passage before = {0};
    nd_status status = ND_OK;
    for (size_t i = 0; i < c->passage_count && status == ND_OK; i++) {
        const struct nd_passage *passage = &c->passages[i];
        const size_t passage_end = behind_marks(c->text_a, passage->a_end, c->size_a);
        add_gap(out, c, width, &before, passage);
        add_lines(out, " = ", width, c->text_a, passage->a_begin, passage_end);
        before = *passage;
        status = cli_text_write(out, output);
    }
    if (status != ND_OK) return status;
    add_gap(out, c, width, &before, &end);
    return cli_text_write(out, output);
}

/* ---- The command ----------------------------------------------------------------------------- */

/* The columns of the terminal; lines of a file or a pipe are as long as on a common one. */
static size_t line_width(const struct cli_settings *settings) {
    struct winsize size = {0};
    if (settings->width != 0) return settings->width;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return DEFAULT_WIDTH;
    return size.ws_col < CLI_WIDTH_MIN ? CLI_WIDTH_MIN : size.ws_col;
}

static int write_comparison(struct compare_run *run, const struct nd_comparison *comparison) {
    const struct cli_settings *settings = run->settings;
    struct cli_text out = {0};
    struct nd_output *output = NULL;
    nd_status status = nd_output_open(NULL, &run->report, &output);
    if (status == ND_OK) {
        add_measures(&out, settings->places, &comparison->measure);
        status = write_passages(comparison, line_width(settings), &out, output);
    }
    cli_text_free(&out);
    return cli_output_end(output, &run->messages, status);
}

static void check_content(struct compare_run *run, const struct cli_place *place,
                          const struct nd_document_info *info) {
    if (info->content != ND_CONTENT_BINARY) return;
    cli_messages_error_about(&run->messages, place->path,
                             "holds NUL bytes and is not UTF-16; it matches nothing");
}

static nd_encoding common_encoding(const struct text *texts) {
    return texts[0].encoding == texts[1].encoding ? texts[0].encoding : ND_ENCODING_DETECT;
}

static int compare(struct compare_run *run, const char *kernel) {
    const struct cli_place *places = run->settings->places;
    const struct text *texts = run->texts;
    struct nd_comparison *comparison = NULL;
    struct nd_options options;
    nd_status status;
    int end = CLI_EXIT_FATAL;
    nd_options_init(&options);
    options.kernel = kernel;
    status = nd_compare(&options, texts[0].buf.data, texts[0].buf.size, texts[1].buf.data,
                        texts[1].buf.size, common_encoding(texts), &comparison);
    cli_messages_failure(&run->messages, status);
    if (status == ND_OK) {
        check_content(run, &places[0], &comparison->info_a);
        check_content(run, &places[1], &comparison->info_b);
        end = write_comparison(run, comparison);
    }
    nd_comparison_free(comparison);
    if (end == CLI_EXIT_DONE && cli_messages_errors(&run->messages) != 0) return CLI_EXIT_PARTIAL;
    return end;
}

int cli_compare(const struct cli_command *command, const struct cli_settings *settings) {
    const struct cli_place *places = settings->places;
    struct compare_run run = {.settings = settings};
    const char *kernel;
    nd_status status;
    int end = CLI_EXIT_FATAL;
    if (settings->place_count != 2) return cli_usage_error(command, "compare takes two files");
    if (strcmp(places[0].path, "-") == 0 && strcmp(places[1].path, "-") == 0)
        return cli_usage_error(command, "standard input can be named once only");
    if (!cli_kernel_wanted(&kernel)) return CLI_EXIT_FATAL;
    cli_messages_init(&run.messages, settings);
    run.report = cli_messages_report(&run.messages);
    status = read_text(&run, places[0].path, &run.texts[0]);
    if (status == ND_OK) status = read_text(&run, places[1].path, &run.texts[1]);
    cli_messages_failure(&run.messages, status);
    if (status == ND_OK) end = compare(&run, kernel);
    nd_buf_free(&run.texts[0].buf);
    nd_buf_free(&run.texts[1].buf);
    return end;
}
