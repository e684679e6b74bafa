/*
 * cmd_compare.c - `newsdupes compare A B`: what two articles share and what they do not
 *
 * The files are read by the same layer as those of a corpus, so that encodings and messages are
 * alike. The measures come first, then both texts in reading order: passages of A that B shares,
 * and between them what only A or only B has.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/compare_text.h"
#include "cli/messages.h"
#include "cli/print.h"
#include "io/output.h"
#include "page/pair.h"
#include "read/input.h"

enum { DEFAULT_WIDTH = 80, TWO_COLUMNS_WIDTH = 120, LABEL_COLUMN = 24 };

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
    nd_input_say_rest(input);
    return status;
}

/* Reads the one document that a path stands for. */
static nd_status read_text(struct compare_run *run, const char *path, struct text *text) {
    const struct nd_input_options options = {.encoding = run->settings->encoding,
                                             .unpack_ratio = run->settings->unpack_ratio};
    const unsigned before = cli_messages_errors(&run->messages);
    unsigned errors;
    struct nd_input *input = NULL;
    nd_status status = nd_input_new(&options, &run->report, &input);
    if (status == ND_OK) status = read_input(input, path, text);
    nd_input_free(input);
    if (status != ND_OK) return status;
    errors = cli_messages_errors(&run->messages) - before;
    if (text->documents == 1 && errors == 0) return ND_OK;
    if (text->documents > 1 || errors == 0)
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

/* ---- The command ----------------------------------------------------------------------------- */

static bool is_set(const char *variable) {
    const char *const value = getenv(variable);
    return value != NULL && *value != '\0';
}

/* Colours are for terminals that have them, and for people who do not refuse them
 * (https://no-color.org). */
static bool wants_colour(const struct cli_settings *settings, bool terminal) {
    if (settings->color == CLI_COLOR_ALWAYS) return true;
    if (settings->color == CLI_COLOR_NEVER || !terminal || is_set("NO_COLOR")) return false;
    return cli_terminal_obeys();
}

/* The columns of the terminal; lines of a file or a pipe are as long as on a common one. */
static size_t line_width(const struct cli_settings *settings, bool terminal) {
    struct winsize size = {0};
    if (settings->width != 0) return settings->width;
    if (!terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return DEFAULT_WIDTH;
    return size.ws_col < CLI_WIDTH_MIN ? CLI_WIDTH_MIN : size.ws_col;
}

static nd_status write_text(const struct cli_settings *settings,
                            const struct nd_comparison *comparison, struct nd_output *output) {
    const bool terminal = settings->output == NULL && isatty(STDOUT_FILENO) == 1;
    const struct cli_view view = {.width = line_width(settings, terminal),
                                  .colour = wants_colour(settings, terminal)};
    const bool wide = terminal && view.width >= TWO_COLUMNS_WIDTH;
    struct cli_text out = {0};
    nd_status status;
    add_measures(&out, settings->places, &comparison->measure);
    status = cli_text_write(&out, output);
    cli_text_free(&out);
    if (status != ND_OK) return status;
    if (settings->layout == CLI_LAYOUT_COLUMNS || (settings->layout == 0 && wide))
        return cli_compare_columns(&view, comparison, output);
    return cli_compare_lines(&view, comparison, output);
}

static nd_status write_page(const struct cli_settings *settings,
                            const struct nd_comparison *comparison, struct nd_output *output) {
    const char *const paths[2] = {settings->places[0].path, settings->places[1].path};
    const struct nd_name names[2] = {{paths[0], strlen(paths[0])}, {paths[1], strlen(paths[1])}};
    struct nd_buf page = {0};
    nd_status status = nd_pair_write(comparison, names, &page);
    if (status == ND_OK) status = nd_output_write(output, page.data, page.size);
    nd_buf_free(&page);
    return status;
}

static int write_comparison(struct compare_run *run, const struct nd_comparison *comparison) {
    struct nd_output *output = NULL;
    nd_status status = nd_output_open(run->settings->output, &run->report, &output);
    if (status == ND_OK)
        status = (run->settings->page ? write_page : write_text)(run->settings, comparison, output);
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

/* What is wrong with the words of the command, or NULL. */
static const char *check_usage(const struct cli_settings *settings) {
    const struct cli_place *const places = settings->places;
    if (settings->place_count != 2) return "compare takes two files";
    if (strcmp(places[0].path, "-") == 0 && strcmp(places[1].path, "-") == 0)
        return "standard input can be named once only";
    if (settings->page && (settings->color != 0 || settings->layout != 0 || settings->width != 0))
        return "--color, --layout and --width are for text, not for --html";
    return NULL;
}

int cli_compare(const struct cli_command *command, const struct cli_settings *settings) {
    const struct cli_place *places = settings->places;
    const char *const wrong = check_usage(settings);
    struct compare_run run = {.settings = settings};
    const char *kernel;
    nd_status status;
    int end = CLI_EXIT_FATAL;
    if (wrong != NULL) return cli_usage_error(command, wrong);
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
