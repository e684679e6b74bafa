/*
 * test_io_split.c - a large file of lines is read in several places at once, and its lines are
 * numbered as if it was not
 *
 * The text of a record is the number of its line, and so must be its origin.
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_parallel.h"

#include "read/state.h"
#include "read/jsonl.h"

enum { LINES = 400, BAD = 45, LONG = 150, LONG_SIZE = 700000, MANY = 20000 };

struct check {
    atomic_uint seen[LINES + 2]; /* how often, by line */
    atomic_uint wrong;
};

struct lane_of {
    struct nd_reader *reader;
    struct check *check;
};

/* About 12 blocks; a mark at the start, bad and empty lines, a long one, no end at the end. */
static void put_lines(void) {
    static char padding[LONG_SIZE + 1];
    FILE *const file = fopen("s.jsonl", "w");
    assert_non_null(file);
    memset(padding, 'x', LONG_SIZE);
    fputs("\xEF\xBB\xBF", file);
    for (int k = 1; k <= LINES; k++) {
        const int size = k == LONG ? LONG_SIZE : k * 7919 % 12000;
        if (k % BAD == 0) {
            fprintf(file, "[]\n\n"); /* two lines, the second one instead of the next number */
            k++;
            continue;
        }
        fprintf(file, "{\"id\":\"%03d\",\"x\":\"%.*s\",\"text\":\"%d\"}%s", k, size, padding, k,
                k == LINES ? "" : "\n");
    }
    assert_int_equal(fclose(file), 0);
}

static bool is_record(int line) { return line == 1 || line % BAD > 1; }

static nd_status check_one(void *context, const struct nd_document *document) {
    struct check *const check = context;
    char text[16], origin[32];
    int line;
    snprintf(text, sizeof text, "%.*s", (int)(document->size & 15), document->text);
    line = (int)strtol(text, NULL, 10);
    snprintf(origin, sizeof origin, "s.jsonl:%s", text);
    if (line < 1 || line > LINES || strcmp(origin, document->origin) != 0)
        atomic_fetch_add(&check->wrong, 1);
    else
        atomic_fetch_add(&check->seen[line], 1);
    return ND_OK;
}

static nd_status drain(void *context, size_t task, uint32_t worker) {
    const struct lane_of *const lane = (struct lane_of *)context + task;
    nd_status status = ND_OK;
    (void)worker;
    for (bool more = true; more && status == ND_OK;)
        status = nd_reader_next(lane->reader, check_one, lane->check, &more);
    return status;
}

/* Reads a block, lets `between` happen, and reads the rest by so many threads. */
static void read_lines(struct nd_input *input, uint32_t threads, void (*between)(struct nd_input *),
                       struct check *check) {
    struct lane_of lanes[4];
    struct nd_pool *pool;
    struct nd_executor executor;
    bool more;
    add_path(input, "s.jsonl");
    assert_int_equal(nd_input_prepare(input), ND_OK);
    for (uint32_t i = 0; i < threads; i++) {
        lanes[i].check = check;
        assert_int_equal(nd_reader_new(input, &lanes[i].reader), ND_OK);
    }
    assert_int_equal(nd_reader_next(lanes[0].reader, check_one, check, &more), ND_OK);
    if (between != NULL) between(input);
    assert_int_equal(nd_pool_new(threads, NULL, &pool), ND_OK);
    executor = nd_pool_executor(pool);
    assert_int_equal(executor.run(executor.self, threads, drain, lanes), ND_OK);
    nd_pool_free(pool);
    for (uint32_t i = 0; i < threads; i++) nd_reader_free(lanes[i].reader);
    assert_int_equal(check->wrong, 0);
}

/* The message must be there; it is taken away. */
static void take_message(struct caught *caught, const char *message) {
    const size_t size = strlen(message);
    char *at;
    assert_int_equal(nd_buf_append_byte(&caught->text, '\0'), ND_OK);
    at = strstr(caught->text.data, message);
    if (at == NULL) fail_msg("no message '%s' in '%s'", message, caught->text.data);
    memmove(at, at + size, strlen(at + size) + 1);
    caught->text.size = strlen(caught->text.data);
}

static void take_bad_lines(struct caught *caught) {
    for (int line = BAD; line <= LINES; line += BAD) {
        char message[64];
        snprintf(message, sizeof message, "E s.jsonl:%d: not a JSON object\n", line);
        take_message(caught, message);
    }
}

static void any_number_of_readers_numbers_all_lines(void **state) {
    (void)state;
    put_lines();
    for (uint32_t threads = 1; threads <= 4; threads++) {
        static const struct nd_input_options options = {0};
        struct check check = {0};
        struct caught caught;
        struct nd_input *const input = open_input(&options, &caught);
        struct nd_input_progress progress;
        read_lines(input, threads, NULL, &check);
        assert_false(input->streams[0]->in_order); /* no block had to wait for the one before */
        for (int line = 1; line <= LINES; line++)
            assert_int_equal(check.seen[line], is_record(line));
        take_bad_lines(&caught);
        assert_messages(&caught, "");
        nd_input_progress(input, &progress);
        assert_int_equal(progress.done, progress.total);
        assert_int_equal(progress.bytes, progress.total);
        nd_input_free(input);
    }
}

/* So many records that have so many ids. */
static void put_repeated_ids(int lines, int ids, int most_padding) {
    static char padding[12000];
    FILE *const file = fopen("s.jsonl", "w");
    assert_non_null(file);
    memset(padding, 'x', sizeof padding);
    for (int k = 1; k <= lines; k++)
        fprintf(file, "{\"id\":\"%02d\",\"x\":\"%.*s\",\"text\":\"%d\"}\n", k % ids,
                k * 7919 % most_padding, padding, k);
    assert_int_equal(fclose(file), 0);
}

/* The first `ids` lines have their ids, those behind them are named by their lines too. */
static void assert_ids(struct nd_input *input, int lines, int ids) {
    const struct nd_name *names;
    size_t count;
    assert_int_equal(nd_input_names(input, &names, &count), ND_OK);
    assert_int_equal(count, lines);
    for (size_t i = 0; i < count; i++) {
        const int line = (int)input->by_number[i]->line;
        char name[16];
        snprintf(name, sizeof name, line <= ids ? "%02d" : "%02d:%d", line % ids, line);
        assert_int_equal(names[i].size, strlen(name));
        assert_memory_equal(names[i].bytes, name, strlen(name));
    }
    assert_int_equal(nd_input_counts(input)->renamed, lines - ids);
}

static void an_id_goes_to_the_first_line_whoever_reads_it(void **state) {
    (void)state;
    put_repeated_ids(LINES, 100, 12000);
    for (uint32_t threads = 1; threads <= 4; threads++) {
        static const struct nd_input_options options = {0};
        struct check check = {0};
        struct caught caught;
        struct nd_input *const input = open_input(&options, &caught);
        read_lines(input, threads, NULL, &check);
        assert_ids(input, LINES, 100);
        nd_buf_free(&caught.text);
        nd_input_free(input);
    }
}

static nd_status let_pass(void *context, const struct nd_document *document) {
    (void)context;
    (void)document;
    return ND_OK;
}

static void read_alone(struct nd_input *input) {
    struct nd_reader *reader;
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_int_equal(nd_reader_new(input, &reader), ND_OK);
    for (bool more = true; more;)
        assert_int_equal(nd_reader_next(reader, let_pass, NULL, &more), ND_OK);
    nd_reader_free(reader);
}

static void an_id_goes_to_the_first_line_whoever_names_it(void **state) {
    (void)state;
    put_repeated_ids(MANY, MANY / 4, 1);
    for (uint32_t threads = 1; threads <= 4; threads++) {
        struct nd_input_options options = {0};
        struct caught caught;
        struct nd_input *input;
        struct nd_pool *pool;
        assert_int_equal(nd_pool_new(threads, NULL, &pool), ND_OK);
        options.executor = nd_pool_executor(pool);
        input = open_input(&options, &caught);
        add_path(input, "s.jsonl");
        read_alone(input);
        assert_ids(input, MANY, MANY / 4);
        nd_buf_free(&caught.text);
        nd_input_free(input);
        nd_pool_free(pool);
    }
}

/* Writes the documents in the order of their lines to the file "out". */
static void write_in_order(struct nd_input *input, const struct caught *caught) {
    const struct nd_name *names;
    struct nd_output *output;
    uint32_t numbers[LINES + 1] = {0};
    size_t count;
    assert_int_equal(nd_input_names(input, &names, &count), ND_OK);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(names[i].size, 3);
        numbers[strtol(names[i].bytes, NULL, 10)] = i;
    }
    assert_int_equal(nd_output_open("out", &caught->report, &output), ND_OK);
    for (int line = 1; line <= LINES; line++) {
        if (!is_record(line)) continue;
        assert_int_equal(nd_input_write_document(input, numbers[line], '\n', output), ND_OK);
    }
    assert_int_equal(nd_output_close(output), ND_OK);
}

/* Leaves out the mark and the lines that are no records. */
static void keep_records(struct nd_buf *file) {
    size_t kept = 0;
    for (size_t at = 3, size; at < file->size; at += size) {
        const char *const end = memchr(file->data + at, '\n', file->size - at);
        size = end != NULL ? (size_t)(end - (file->data + at)) + 1 : file->size - at;
        if (file->data[at] != '{') continue;
        memmove(file->data + kept, file->data + at, size);
        kept += size;
    }
    file->size = kept;
    assert_int_equal(nd_buf_append_byte(file, '\n'), ND_OK);
}

static void records_are_written_as_they_were(void **state) {
    static const struct nd_input_options options = {.keep = ND_KEEP_RECORDS};
    struct check check = {0};
    struct caught caught;
    struct nd_buf file, written;
    struct nd_input *const input = open_input(&options, &caught);
    (void)state;
    put_lines();
    read_lines(input, 4, NULL, &check);
    write_in_order(input, &caught);
    written = get("out");
    file = get("s.jsonl");
    keep_records(&file);
    assert_int_equal(written.size, file.size);
    assert_memory_equal(written.data, file.data, file.size);
    nd_buf_free(&written);
    nd_buf_free(&file);
    nd_buf_free(&caught.text);
    nd_input_free(input);
}

/* ---- What goes wrong ------------------------------------------------------------------------- */

static void shorten_limit(struct nd_input *input) {
    input->streams[0]->lines.line_limit = LONG_SIZE / 2;
}

static void a_line_beyond_the_limit_is_left_out_and_counted(void **state) {
    (void)state;
    put_lines();
    for (uint32_t threads = 1; threads <= 4; threads++) {
        static const struct nd_input_options options = {0};
        struct check check = {0};
        struct caught caught;
        struct nd_input *const input = open_input(&options, &caught);
        read_lines(input, threads, shorten_limit, &check);
        for (int line = 1; line <= LINES; line++)
            assert_int_equal(check.seen[line], is_record(line) && line != LONG);
        take_bad_lines(&caught);
        take_message(&caught, "E s.jsonl:150: the line is longer than 4 GiB\n");
        assert_messages(&caught, "");
        nd_input_free(input);
    }
}

static void cut_file(struct nd_input *input) {
    (void)input;
    assert_int_equal(truncate("s.jsonl", 1000000), 0);
}

static void of_a_file_that_shrinks_what_is_left_is_read(void **state) {
    (void)state;
    for (uint32_t threads = 1; threads <= 4; threads++) {
        static const struct nd_input_options options = {0};
        struct check check = {0};
        struct caught caught;
        struct nd_input *const input = open_input(&options, &caught);
        int last = LINES;
        put_lines();
        read_lines(input, threads, cut_file, &check);
        while (check.seen[last] == 0) last--;
        assert_in_range(last, LONG / 2, LINES - 1);
        for (int line = 1; line <= last; line++)
            assert_int_equal(check.seen[line], is_record(line));
        assert_int_equal(nd_input_counts(input)->documents + nd_input_counts(input)->bad_records -
                             (uint64_t)(last / BAD),
                         (uint64_t)(last - 2 * (last / BAD)) + 1); /* the line that was cut */
        take_message(&caught, "E 's.jsonl' became shorter while it was read\n");
        nd_buf_free(&caught.text);
        nd_input_free(input);
    }
}

static void close_file(struct nd_input *input) {
    const int folder = open(".", O_RDONLY | O_DIRECTORY);
    assert_true(folder >= 0);
    assert_true(dup2(folder, input->streams[0]->descriptor) >= 0);
    assert_int_equal(close(folder), 0);
}

static void what_cannot_be_read_is_said_once(void **state) {
    (void)state;
    put_lines();
    for (uint32_t threads = 1; threads <= 4; threads++) {
        static const struct nd_input_options options = {0};
        struct check check = {0};
        struct caught caught;
        struct nd_input *const input = open_input(&options, &caught);
        read_lines(input, threads, close_file, &check);
        assert_int_equal(check.seen[1], 1);
        assert_int_equal(check.seen[LINES], 0);
        assert_int_equal(nd_input_counts(input)->unreadable, 1);
        assert_messages(&caught, "E cannot read 's.jsonl': Is a directory\n");
        nd_input_free(input);
    }
}

static void not_in_this_build(void **state) {
    (void)state;
    skip();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(any_number_of_readers_numbers_all_lines),
        scratch_test(an_id_goes_to_the_first_line_whoever_reads_it),
        scratch_test(an_id_goes_to_the_first_line_whoever_names_it),
        scratch_test(records_are_written_as_they_were),
        scratch_test(a_line_beyond_the_limit_is_left_out_and_counted),
        scratch_test(of_a_file_that_shrinks_what_is_left_is_read),
        scratch_test(what_cannot_be_read_is_said_once),
    };
    const struct CMUnitTest none[] = {cmocka_unit_test(not_in_this_build)};
    if (!nd_jsonl_available()) return cmocka_run_group_tests(none, NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
