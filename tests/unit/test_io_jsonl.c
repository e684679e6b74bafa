/*
 * test_io_jsonl.c - records of JSON Lines: what they give, what is wrong with them, how they are
 * named
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_parallel.h"
#include "test_io_scratch.h"

#include "io/output.h"
#include "io/readfile.h"
#include "read/jsonl.h"
#include "read/repair.h"

static const struct nd_input_options plain = {0};
static const struct nd_input_options jsonl = {.jsonl = true};

/* ---- One record ------------------------------------------------------------------------------ */

/* Parses a padded copy; writes "id|text" (or "-" for no id), or what is wrong. */
static void parse(const char *line, size_t size, char *result, size_t room) {
    static const char *const faults[] = {"", "invalid", "no object", "no field", "no text"};
    char *const padded = calloc(1, size + ND_READ_PADDING);
    struct nd_jsonl *parser;
    struct nd_record record;
    assert_non_null(padded);
    memcpy(padded, line, size);
    assert_int_equal(nd_jsonl_new("id", "text", "source", NULL, &parser), ND_OK);
    assert_int_equal(nd_jsonl_parse(parser, padded, size, &record), ND_OK);
    if (record.fault == ND_RECORD_NO_FIELD) {
        snprintf(result, room, "%s: %.*s", faults[record.fault], (int)record.fields.size,
                 record.fields.size != 0 ? record.fields.bytes : "");
    } else if (record.fault != ND_RECORD_GOOD) {
        snprintf(result, room, "%s", faults[record.fault]);
    } else if (record.id == NULL) {
        snprintf(result, room, "-|%.*s", (int)record.text_size, record.text);
    } else {
        snprintf(result, room, "%.*s|%.*s", (int)record.id_size, record.id, (int)record.text_size,
                 record.text);
    }
    nd_jsonl_free(parser);
    free(padded);
}

struct pair {
    const char *line, *wanted;
};

static void assert_pairs(const struct pair *pairs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char result[256];
        parse(pairs[i].line, strlen(pairs[i].line), result, sizeof result);
        assert_string_equal(result, pairs[i].wanted);
    }
}

#define FFFD "\xef\xbf\xbd"

static void records_give_id_and_text(void **state) {
    static const struct pair pairs[] = {
        {"{\"id\":\"a\",\"text\":\"b\"}", "a|b"},
        {" {\t\"text\" : \"b\" , \"id\" : \"a\" } \r", "a|b"},
        {"{\"text\":\"b\"}", "-|b"},
        {"{\"text\":\"\"}", "-|"},
        {"{\"id\":\"\",\"text\":\"b\"}", "|b"},
        {"{\"other\":{\"id\":\"x\",\"text\":\"y\"},\"text\":\"b\"}", "-|b"},
        {"{\"id\":\"a\\tb\\n\",\"text\":\"\\u00e9\\ud83d\\ude00\"}",
         "a\tb\n|\xc3\xa9\xf0\x9f\x98\x80"},
        {"{\"\\u0069d\":\"a\",\"text\":\"b\"}", "a|b"},
    };
    (void)state;
    assert_pairs(pairs, sizeof pairs / sizeof *pairs);
}

static void numbers_make_ids_and_other_values_none(void **state) {
    static const struct pair pairs[] = {
        {"{\"id\":7,\"text\":\"b\"}", "7|b"},
        {"{\"id\":-12,\"text\":\"b\"}", "-12|b"},
        {"{\"id\":9223372036854775807,\"text\":\"b\"}", "9223372036854775807|b"},
        {"{\"id\":18446744073709551615,\"text\":\"b\"}", "18446744073709551615|b"},
        {"{\"id\":123456789012345678901234567890,\"text\":\"b\"}",
         "123456789012345678901234567890|b"},
        {"{\"id\":1.5,\"text\":\"b\"}", "1.5|b"},
        {"{\"id\":0.1,\"text\":\"b\"}", "0.1|b"},
        {"{\"id\":1e999,\"text\":\"b\"}", "1e999|b"},
        {"{\"id\":true,\"text\":\"b\"}", "-|b"},
        {"{\"id\":null,\"text\":\"b\"}", "-|b"},
        {"{\"id\":[1],\"text\":\"b\"}", "-|b"},
        {"{\"id\":{},\"text\":\"b\"}", "-|b"},
    };
    (void)state;
    assert_pairs(pairs, sizeof pairs / sizeof *pairs);
}

static void of_a_repeated_field_the_last_counts(void **state) {
    static const struct pair pairs[] = {
        {"{\"id\":\"a\",\"id\":\"b\",\"text\":\"1\",\"text\":\"2\"}", "b|2"},
        {"{\"id\":\"a\",\"id\":null,\"text\":\"1\"}", "-|1"},
        {"{\"text\":\"1\",\"text\":2}", "no text"},
        {"{\"text\":1,\"text\":\"2\"}", "-|2"},
    };
    (void)state;
    assert_pairs(pairs, sizeof pairs / sizeof *pairs);
}

static void broken_characters_become_u_fffd(void **state) {
    static const struct pair pairs[] = {
        {"{\"text\":\"a\\ud800b\"}", "-|a" FFFD "b"},
        {"{\"text\":\"a\\udc00b\"}", "-|a" FFFD "b"},
        {"{\"text\":\"\\ud800\\ud83d\\ude00\"}", "-|" FFFD "\xf0\x9f\x98\x80"},
        {"{\"text\":\"\\ud800\\u0041\"}", "-|" FFFD "A"},
        {"{\"text\":\"\\udc00\\udc00\"}", "-|" FFFD FFFD},
        {"{\"text\":\"\\udbff\\udbff\"}", "-|" FFFD FFFD},
        {"{\"text\":\"\\udbff\\udfff\\udfff\"}", "-|\xf4\x8f\xbf\xbf" FFFD},
        {"{\"text\":\"\\ud800\\ud7ff\\ue000\"}", "-|" FFFD "\xed\x9f\xbf\xee\x80\x80"},
        {"{\"text\":\"\\ud800\\\\\"}", "-|" FFFD "\\"},
        {"{\"text\":\"\\\\ud800\\ud800\"}", "-|\\ud800" FFFD},
        {"{\"text\":\"a\xff\xfe"
         "b\"}",
         "-|a" FFFD FFFD "b"},
        {"{\"text\":\"\xe2\x82\"}", "-|" FFFD},
        {"{\"text\":\"\xed\xa0\x80\"}", "-|" FFFD FFFD FFFD},
        {"{\"id\":\"\xff\",\"text\":\"\\udfff\"}", FFFD "|" FFFD},
        {"{\"text\":\"\\u12\"}", "invalid"},
        {"{\"text\":\"\xff\"", "invalid"},
        {"\xff{\"text\":\"a\"}", "invalid"},
    };
    (void)state;
    assert_pairs(pairs, sizeof pairs / sizeof *pairs);
}

static void other_things_are_no_records(void **state) {
    static const struct pair pairs[] = {
        {"[]", "no object"},
        {"\"text\"", "no object"},
        {"1", "no object"},
        {"null", "no object"},
        {"{}", "no field: "},
        {"{\"text\":null}", "no text"},
        {"{\"text\":[\"a\"]}", "no text"},
        {"{\"Text\":\"a\"}", "no field: 'Text'"},
        {"{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8}",
         "no field: 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'"},
        {"{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9}",
         "no field: 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', ..."},
        {"{\"\":1,\"1234567890123456789012345678901234567890123456789012345678901\":2,\"c\":3}",
         "no field: '', '123456789012345678901234567890123456789012345678901234567890...'"},
        {"{\"12345678901234567890123456789012345678901234567890123456789\u00E9\":2}",
         "no field: '12345678901234567890123456789012345678901234567890123456789...'"},
        {"{\"text\":\"a\"", "invalid"},
        {"{\"text\":\"a\"} x", "invalid"},
        {"{\"text\":\"a\"}{\"text\":\"b\"}", "invalid"},
        {"{'text':'a'}", "invalid"},
        {"{\"text\":\"a\tb\"}", "invalid"},
        {"{\"text\":\"a\",\"n\":01}", "invalid"},
        {"{\"text\":\"a\",\"n\":123456789012345678901x}", "invalid"},
        {"{\"text\":\"a\",}", "invalid"},
        {"x", "invalid"},
    };
    (void)state;
    assert_pairs(pairs, sizeof pairs / sizeof *pairs);
}

static void deep_nesting_is_refused_not_followed(void **state) {
    enum { DEPTH = 100000 };
    char *const line = malloc(DEPTH), result[16];
    (void)state;
    assert_non_null(line);
    memset(line, '[', DEPTH);
    parse(line, DEPTH, result, sizeof result);
    assert_string_equal(result, "invalid");
    free(line);
}

static void a_nul_escape_is_a_character(void **state) {
    static const char line[] = "{\"id\":\"a\\u0000b\",\"text\":\"c\\u0000d\"}";
    char padded[sizeof line + ND_READ_PADDING] = {0};
    struct nd_jsonl *parser;
    struct nd_record record;
    (void)state;
    memcpy(padded, line, sizeof line);
    assert_int_equal(nd_jsonl_new("id", "text", "source", NULL, &parser), ND_OK);
    assert_int_equal(nd_jsonl_parse(parser, padded, sizeof line - 1, &record), ND_OK);
    assert_int_equal(record.id_size, 3);
    assert_memory_equal(record.id, "a\0b", 3);
    assert_int_equal(record.text_size, 3);
    assert_memory_equal(record.text, "c\0d", 3);
    nd_jsonl_free(parser);
    nd_jsonl_free(NULL);
}

static void repair_leaves_good_json_alone(void **state) {
    static const char *const lines[] = {
        "{\"a\":\"\\ud83d\\ude00 \\\" \\\\\",\"b\":[1,-2.5,123456789012345678,null],\"c\":\"1e5\"}",
        "{\"n\":\"123456789012345678901234567890\"}",
        "",
        "{\"open",
        "\"\\",
    };
    struct nd_buf out = {0};
    bool changed;
    (void)state;
    assert_int_equal(nd_json_repair(NULL, 0, &out, &changed), ND_OK);
    assert_false(changed);
    assert_int_equal(out.size, 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_int_equal(nd_json_repair(lines[i], strlen(lines[i]), &out, &changed), ND_OK);
        assert_false(changed);
        assert_int_equal(out.size, strlen(lines[i]));
        if (out.size != 0) assert_memory_equal(out.data, lines[i], out.size);
    }
    nd_buf_free(&out);
}

/* ---- Streams --------------------------------------------------------------------------------- */

static void assert_stream(const struct nd_input_options *options, const char *text,
                          const char *wanted, const char *messages) {
    struct caught caught;
    struct nd_input *const input = open_input(options, &caught);
    put("s.jsonl", text);
    add_path(input, "s.jsonl");
    assert_documents(input, wanted);
    assert_messages(&caught, messages);
    nd_input_free(input);
}

static void lines_may_end_in_any_way(void **state) {
    static const char wanted[] = "a=1|utf8|s.jsonl:1\nb=2|utf8|s.jsonl:4\n";
    (void)state;
    assert_stream(&plain, "{\"id\":\"a\",\"text\":\"1\"}\n\n \t\n{\"id\":\"b\",\"text\":\"2\"}\n\n",
                  wanted, "");
    assert_stream(&plain,
                  "{\"id\":\"a\",\"text\":\"1\"}\r\n\r\n \r\n{\"id\":\"b\",\"text\":\"2\"}\r\n",
                  wanted, "");
    assert_stream(&plain, "{\"id\":\"a\",\"text\":\"1\"}\n\n\n{\"id\":\"b\",\"text\":\"2\"}",
                  wanted, "");
    assert_stream(&plain,
                  "\xef\xbb\xbf{\"id\":\"a\",\"text\":\"1\"}\n\n\n{\"id\":\"b\",\"text\":\"2\"}",
                  wanted, "");
    assert_stream(&plain, "", "", "");
    assert_stream(&plain, "\xef\xbb\xbf", "", "");
    assert_stream(&plain, "\n\n", "", "");
}

static void bad_lines_are_named_by_their_numbers(void **state) {
    (void)state;
    assert_stream(
        &plain,
        "{\"id\":\"a\",\"text\":\"1\"}\n{\"id\":\"b\"}\n\n[]\n{\"id\":\"c\",\"text\":\"3\"}\n"
        "{\"id\":\"d\",\"text\":3}\n",
        "a=1|utf8|s.jsonl:1\nc=3|utf8|s.jsonl:5\n",
        "E s.jsonl:2: no field 'text', but 'id'\nE s.jsonl:4: not a JSON object\n"
        "E s.jsonl:6: no text in field 'text'\n");
}

#define NINE                                                                                       \
    "E s.jsonl:1: not a JSON object\nE s.jsonl:2: not a JSON object\n"                             \
    "E s.jsonl:3: not a JSON object\nE s.jsonl:4: not a JSON object\n"                             \
    "E s.jsonl:5: not a JSON object\nE s.jsonl:6: not a JSON object\n"                             \
    "E s.jsonl:7: not a JSON object\nE s.jsonl:8: not a JSON object\n"                             \
    "E s.jsonl:9: not a JSON object\n"

static void ten_bad_lines_are_named_and_the_others_counted(void **state) {
    (void)state;
    assert_stream(&plain, "1\n2\n3\n4\n5\n6\n7\n8\n9\n{}\n", "",
                  NINE "E s.jsonl:10: no field 'text'\n");
    assert_stream(&plain, "1\n2\n3\n4\n5\n6\n7\n8\n9\n{}\n{}\n12\n", "",
                  NINE "E s.jsonl:10: no field 'text'\n"
                       "M s.jsonl:11: no field 'text'\nM s.jsonl:12: not a JSON object\n"
                       "R 2 more records of 's.jsonl' have such errors\n");
}

static void invalid_json_is_named_with_its_reason(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("a\nb.ndjson", "{\"text\":\"1\"\n");
    add_path(input, "a\nb.ndjson");
    assert_documents(input, "");
    assert_int_equal(nd_buf_append_byte(&caught.text, '\0'), ND_OK);
    assert_ptr_equal(strstr(caught.text.data, "E a\\x0ab.ndjson:1: invalid JSON: "),
                     caught.text.data);
    assert_int_equal(nd_input_counts(input)->bad_records, 1);
    assert_int_equal(nd_input_counts(input)->files, 1);
    nd_buf_free(&caught.text);
    nd_input_free(input);
}

static void fields_may_have_other_names(void **state) {
    const struct nd_input_options options = {.id_field = "url", .text_field = "body"};
    (void)state;
    assert_stream(&options, "{\"url\":\"a\",\"body\":\"1\",\"id\":\"x\"}\n{\"text\":\"2\"}\n",
                  "a=1|utf8|s.jsonl:1\n", "E s.jsonl:2: no field 'body', but 'text'\n");
}

static void the_option_makes_every_file_a_stream(void **state) {
    struct caught caught;
    struct nd_input *input = open_input(&jsonl, &caught);
    (void)state;
    put_folder("news");
    put("news/a.txt", "{\"id\":\"1\",\"text\":\"x\"}");
    put("news/b", "{\"id\":\"2\",\"text\":\"y\"}");
    add_path(input, "news");
    assert_documents(input, "1=x|utf8|news/a.txt:1\n2=y|utf8|news/b:1\n");
    close_input(input, &caught);
    input = open_input(&plain, &caught);
    add_path(input, "news");
    assert_documents(input, "news/a.txt={\"id\":\"1\",\"text\":\"x\"}|detect|news/a.txt\n"
                            "news/b={\"id\":\"2\",\"text\":\"y\"}|detect|news/b\n");
    close_input(input, &caught);
}

static void a_stream_that_vanishes_is_named(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("a.jsonl", "{\"id\":\"1\",\"text\":\"x\"}");
    put("b.jsonl", "{\"id\":\"2\",\"text\":\"y\"}");
    put("c.jsonl", "");
    add_path(input, ".");
    assert_int_equal(unlink("a.jsonl"), 0);
    assert_int_equal(unlink("c.jsonl"), 0);
    assert_int_equal(mkfifo("c.jsonl", 0666), 0);
    assert_documents(input, "2=y|utf8|./b.jsonl:1\n");
    assert_messages(&caught, "E cannot read './a.jsonl': No such file or directory\n"
                             "E './c.jsonl' is not a regular file\n");
    assert_int_equal(nd_input_counts(input)->unreadable, 2);
    close_input(input, &caught);
}

/* ---- Names ----------------------------------------------------------------------------------- */

static void repeated_and_missing_ids_get_other_names(void **state) {
    (void)state;
    assert_stream(&plain,
                  "{\"id\":\"a\",\"text\":\"1\"}\n{\"id\":\"a\",\"text\":\"2\"}\n{\"text\":\"3\"}\n"
                  "{\"id\":\"\",\"text\":\"4\"}\n",
                  "a:2=2|utf8|s.jsonl:2\na=1|utf8|s.jsonl:1\ns.jsonl:3=3|utf8|s.jsonl:3\n"
                  "s.jsonl:4=4|utf8|s.jsonl:4\n",
                  "W s.jsonl:2: repeated id 'a', named 'a:2'\n"
                  "W s.jsonl:3: no id in field 'id', named 's.jsonl:3'\n"
                  "W s.jsonl:4: no id in field 'id', named 's.jsonl:4'\n");
}

static void made_names_never_take_a_given_one(void **state) {
    (void)state;
    assert_stream(&plain,
                  "{\"id\":\"a\",\"text\":\"1\"}\n{\"id\":\"a\",\"text\":\"2\"}\n"
                  "{\"id\":\"a:2\",\"text\":\"3\"}\n{\"id\":\"s.jsonl:2\",\"text\":\"4\"}\n",
                  "a:2=3|utf8|s.jsonl:3\na=1|utf8|s.jsonl:1\ns.jsonl:2:2=2|utf8|s.jsonl:2\n"
                  "s.jsonl:2=4|utf8|s.jsonl:4\n",
                  "W s.jsonl:2: repeated id 'a', named 's.jsonl:2:2'\n");
}

static void files_keep_their_paths_against_ids(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("a", "x");
    put("s.jsonl", "{\"id\":\"a\",\"text\":\"1\"}\n");
    put("r.jsonl", "{\"id\":\"s\",\"text\":\"2\"}\n\n{\"id\":\"s\",\"text\":\"3\"}\n");
    put("t.jsonl", "{\"id\":\"s\",\"text\":\"4\"}\n");
    add_path(input, "t.jsonl");
    add_path(input, "s.jsonl");
    add_path(input, "r.jsonl");
    add_path(input, "a");
    assert_documents(input, "a:1=1|utf8|s.jsonl:1\na=x|detect|a\ns:1=4|utf8|t.jsonl:1\n"
                            "s:3=3|utf8|r.jsonl:3\ns=2|utf8|r.jsonl:1\n");
    assert_messages(&caught, "W r.jsonl:3: repeated id 's', named 's:3'\n"
                             "W s.jsonl:1: repeated id 'a', named 'a:1'\n"
                             "W t.jsonl:1: repeated id 's', named 's:1'\n");
    assert_int_equal(nd_input_counts(input)->renamed, 3);
    close_input(input, &caught);
}

static void many_messages_end_in_a_count(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    struct taken *const taken = calloc(1, sizeof *taken);
    const char *last;
    const struct nd_name *names;
    size_t count;
    (void)state;
    assert_non_null(taken);
    put("s.jsonl", "{\"text\":\"1\"}\n{\"text\":\"1\"}\n{\"text\":\"1\"}\n{\"text\":\"1\"}\n"
                   "{\"text\":\"1\"}\n{\"text\":\"1\"}\n{\"text\":\"1\"}\n{\"text\":\"1\"}\n"
                   "{\"text\":\"1\"}\n{\"text\":\"1\"}\n{\"text\":\"1\"}\n{\"text\":\"1\"}\n");
    add_path(input, "s.jsonl");
    assert_int_equal(nd_input_prepare(input), ND_OK);
    read_all(input, taken);
    assert_int_equal(nd_input_names(input, &names, &count), ND_OK);
    assert_int_equal(count, 12);
    assert_int_equal(nd_buf_append_byte(&caught.text, '\0'), ND_OK);
    last = strstr(caught.text.data, "W s.jsonl:10: no id in field 'id', named 's.jsonl:10'\n");
    assert_non_null(last);
    assert_string_equal(strchr(last, '\n'),
                        "\nN s.jsonl:11: no id in field 'id', named 's.jsonl:11'\n"
                        "N s.jsonl:12: no id in field 'id', named 's.jsonl:12'\n"
                        "O 2 more ids are missing or repeated\n");
    assert_int_equal(nd_input_counts(input)->renamed, 12);
    nd_buf_free(&caught.text);
    taken_free(taken);
    free(taken);
    nd_input_free(input);
}

/* ---- Several readers ------------------------------------------------------------------------- */

/* Three streams, two of them several blocks long, and a folder of files. */
static void put_much(void) {
    static char padding[32769];
    put_folder("much");
    memset(padding, 'x', sizeof padding - 1);
    for (int i = 0; i < 3; i++) {
        char path[32];
        FILE *file;
        snprintf(path, sizeof path, "much/%d.jsonl", i);
        file = fopen(path, "w");
        assert_non_null(file);
        for (int k = 0; k < (i == 2 ? 5 : 100); k++)
            fprintf(file, "{\"id\":\"%d\",\"text\":\"%d %d\",\"x\":\"%s\"}\n", k, i, k, padding);
        assert_int_equal(fclose(file), 0);
    }
    for (int i = 0; i < 200; i++) {
        char path[32];
        snprintf(path, sizeof path, "much/f%d", i);
        put(path, path);
    }
}

static void any_number_of_readers_gives_the_same_documents(void **state) {
    struct nd_buf first = {0};
    (void)state;
    put_much();
    for (uint32_t threads = 1; threads <= 4; threads++) {
        struct caught caught;
        struct nd_input *const input = open_input(&plain, &caught);
        struct nd_buf result;
        struct nd_input_progress progress;
        add_path(input, "much");
        result = read_parallel(input, threads);
        nd_input_progress(input, &progress);
        assert_int_equal(progress.documents, 405);
        assert_int_equal(progress.bytes, nd_input_counts(input)->bytes);
        assert_int_equal(progress.done, progress.total);
        assert_int_equal(progress.done, progress.bytes);
        assert_false(progress.guessed);
        assert_int_equal(nd_input_counts(input)->documents, 405);
        assert_int_equal(nd_input_counts(input)->files, 203);
        assert_int_equal(nd_input_counts(input)->renamed, 105);
        /* the result is that of one reader, and so are the messages */
        assert_int_equal(nd_buf_append(&result, caught.text.data, caught.text.size), ND_OK);
        if (threads == 1) {
            first = result;
        } else {
            assert_int_equal(result.size, first.size);
            assert_memory_equal(result.data, first.data, first.size);
            nd_buf_free(&result);
        }
        nd_buf_free(&caught.text);
        nd_input_free(input);
    }
    nd_buf_free(&first);
}

/* ---- Documents written out again ------------------------------------------------------------- */

static const char two_lines[] =
    "\xef\xbb\xbf{\"id\":\"a\",\"text\":\"1\"} \r\n\n  {\"id\":\"b\",\"text\":\"2\"}";
static const char two_lines_again[] =
    "{\"id\":\"a\",\"text\":\"1\"} \r\n  {\"id\":\"b\",\"text\":\"2\"}\n";

static void records_of_files_are_written_as_they_were_read(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("s.jsonl", two_lines);
    put("t", "x");
    add_path(input, ".");
    assert_again(input, &caught,
                 "{\"id\":\"a\",\"text\":\"1\"} \r\n"
                 "  {\"id\":\"b\",\"text\":\"2\"}\n./t\n");
    close_input(input, &caught);
}

static void records_of_a_pipe_are_written_as_they_were_read(void **state) {
    const struct nd_input_options keep = {.jsonl = true, .keep = ND_KEEP_RECORDS};
    struct caught caught;
    struct nd_input *const input = open_input(&keep, &caught);
    const int saved = stdin_from_pipe(two_lines, sizeof two_lines - 1);
    (void)state;
    add_path(input, "-");
    assert_again(input, &caught, two_lines_again);
    stdin_restore(saved);
    close_input(input, &caught);
}

static void no_place_for_the_records_of_a_pipe_is_fatal(void **state) {
    const struct nd_input_options keep = {.jsonl = true, .keep = ND_KEEP_RECORDS};
    const char *const folder = getenv("TMPDIR");
    char *const old = folder != NULL ? strdup(folder) : NULL;
    struct caught caught;
    struct nd_input *const input = open_input(&keep, &caught);
    const int saved = stdin_from_pipe(two_lines, sizeof two_lines - 1);
    struct nd_reader *reader;
    bool more;
    (void)state;
    assert_int_equal(setenv("TMPDIR", "/nowhere", 1), 0);
    add_path(input, "-");
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_int_equal(nd_reader_new(input, &reader), ND_OK);
    assert_int_equal(nd_reader_next(reader, take_text, NULL, &more), ND_ERR_PARAM);
    assert_messages(&caught, "E cannot keep a copy of standard input in '/nowhere': "
                             "No such file or directory\n");
    nd_reader_free(reader);
    assert_int_equal(old != NULL ? setenv("TMPDIR", old, 1) : unsetenv("TMPDIR"), 0);
    free(old);
    stdin_restore(saved);
    close_input(input, &caught);
}

static void records_of_a_redirected_file_are_written_as_they_were_read(void **state) {
    const struct nd_input_options keep = {.jsonl = true, .keep = ND_KEEP_RECORDS};
    struct caught caught;
    struct nd_input *const input = open_input(&keep, &caught);
    int saved;
    (void)state;
    put("s", two_lines);
    saved = stdin_from_file("s");
    add_path(input, "-");
    assert_again(input, &caught, two_lines_again);
    stdin_restore(saved);
    close_input(input, &caught);
}

static void documents_are_sorted_by_path_and_line(void **state) {
    static const char *const wanted[] = {"y", "b", "x", "a", "c", "d"};
    uint32_t numbers[] = {5, 4, 3, 2, 1, 0};
    struct taken *const taken = calloc(1, sizeof *taken);
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    const struct nd_name *names;
    size_t count;
    (void)state;
    assert_non_null(taken);
    put("2.jsonl", "{\"id\":\"x\",\"text\":\"1\"}\n\n{\"id\":\"a\",\"text\":\"2\"}\n");
    put("1.jsonl", "{\"id\":\"y\",\"text\":\"3\"}\n{\"id\":\"b\",\"text\":\"4\"}\n");
    put("c", "5");
    put("d", "6");
    add_path(input, "d");
    add_path(input, "2.jsonl");
    add_path(input, "c");
    add_path(input, "1.jsonl");
    assert_int_equal(nd_input_prepare(input), ND_OK);
    read_all(input, taken);
    assert_int_equal(nd_input_names(input, &names, &count), ND_OK);
    assert_int_equal(count, 6);
    assert_int_equal(nd_input_sort(input, numbers, 6), ND_OK);
    for (size_t i = 0; i < 6; i++) assert_string_equal(names[numbers[i]].bytes, wanted[i]);
    assert_int_equal(nd_input_sort(input, numbers, 0), ND_OK);
    taken_free(taken);
    free(taken);
    close_input(input, &caught);
}

static void a_stream_that_changed_is_not_written(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    struct nd_output *output;
    (void)state;
    put("s.jsonl", "{\"id\":\"a\",\"text\":\"1\"}\n");
    add_path(input, "s.jsonl");
    assert_documents(input, "a=1|utf8|s.jsonl:1\n");
    put("s.jsonl", "{\"id\":\"a\",\"text\":\"1\"}\nmore\n");
    assert_int_equal(nd_output_open("out", &caught.report, &output), ND_OK);
    assert_int_equal(nd_input_write_document(input, 0, '\n', output), ND_ERR_PARAM);
    assert_messages(&caught, "E 's.jsonl' was changed while it was in use\n");
    assert_int_equal(unlink("s.jsonl"), 0);
    assert_int_equal(nd_input_write_document(input, 0, '\n', output), ND_ERR_PARAM);
    assert_messages(&caught, "E cannot read again 's.jsonl': No such file or directory\n");
    nd_output_discard(output);
    close_input(input, &caught);
}

static void a_build_without_simdjson_has_no_records(void **state) {
    (void)state;
    skip();
}

/* ---- What is known of them ------------------------------------------------------------------- */

enum { MANY = 2500 };

/* A store that counts what it has lent. */
struct lent {
    size_t ever, now;
};

static void *lend(void *self, size_t size, bool zero) {
    struct lent *const lent = self;
    lent->ever += size;
    lent->now += size;
    return zero ? calloc(1, size) : malloc(size);
}

static void take_back(void *self, void *memory, size_t size) {
    struct lent *const lent = self;
    lent->now -= size;
    free(memory);
}

static nd_status take_nothing(void *context, const struct nd_document *document) {
    (void)context;
    (void)document;
    return ND_OK;
}

/* Three records in a row of each source. */
static void put_many(const char *path) {
    struct nd_buf lines = {0};
    for (int i = 0; i < MANY; i++) {
        char line[80];
        snprintf(line, sizeof line, "{\"id\":\"k%d\",\"text\":\"t\",\"source\":\"s%d\"}\n", i,
                 i / 3);
        assert_int_equal(nd_buf_append_string(&lines, line), ND_OK);
    }
    put_bytes(path, lines.data, lines.size);
    nd_buf_free(&lines);
}

static void what_is_known_of_records_is_in_the_store(void **state) {
    struct lent lent = {0};
    const struct nd_store store = {.self = &lent, .take = lend, .give_back = take_back};
    const struct nd_input_options options = {
        .jsonl = true, .source_field = "source", .store = &store};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    struct nd_reader *reader;
    const struct nd_name *names;
    size_t count;
    bool more = true;
    (void)state;
    put_many("a");
    add_path(input, "a");
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_int_equal(nd_reader_new(input, &reader), ND_OK);
    while (more) assert_int_equal(nd_reader_next(reader, take_nothing, NULL, &more), ND_OK);
    nd_reader_free(reader);
    assert_true(lent.now >= (size_t)MANY * 64);
    assert_int_equal(nd_input_names(input, &names, &count), ND_OK);
    assert_int_equal(count, MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        const struct nd_name source = nd_input_source(input, i);
        char wanted[80], got[80];
        snprintf(wanted, sizeof wanted, "k%u of s%u", i, i / 3);
        snprintf(got, sizeof got, "%.*s of %.*s", (int)names[i].size, names[i].bytes,
                 (int)source.size, source.bytes);
        assert_string_equal(got, wanted);
    }
    close_input(input, &caught);
    assert_int_equal(lent.now, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_give_id_and_text),
        cmocka_unit_test(numbers_make_ids_and_other_values_none),
        cmocka_unit_test(of_a_repeated_field_the_last_counts),
        cmocka_unit_test(broken_characters_become_u_fffd),
        cmocka_unit_test(other_things_are_no_records),
        cmocka_unit_test(deep_nesting_is_refused_not_followed),
        cmocka_unit_test(a_nul_escape_is_a_character),
        cmocka_unit_test(repair_leaves_good_json_alone),
        scratch_test(lines_may_end_in_any_way),
        scratch_test(bad_lines_are_named_by_their_numbers),
        scratch_test(ten_bad_lines_are_named_and_the_others_counted),
        scratch_test(invalid_json_is_named_with_its_reason),
        scratch_test(fields_may_have_other_names),
        scratch_test(the_option_makes_every_file_a_stream),
        scratch_test(a_stream_that_vanishes_is_named),
        scratch_test(repeated_and_missing_ids_get_other_names),
        scratch_test(made_names_never_take_a_given_one),
        scratch_test(files_keep_their_paths_against_ids),
        scratch_test(many_messages_end_in_a_count),
        scratch_test(any_number_of_readers_gives_the_same_documents),
        scratch_test(records_of_files_are_written_as_they_were_read),
        scratch_test(records_of_a_pipe_are_written_as_they_were_read),
        scratch_test(no_place_for_the_records_of_a_pipe_is_fatal),
        scratch_test(records_of_a_redirected_file_are_written_as_they_were_read),
        scratch_test(documents_are_sorted_by_path_and_line),
        scratch_test(a_stream_that_changed_is_not_written),
        scratch_test(what_is_known_of_records_is_in_the_store),
    };
    const struct CMUnitTest none[] = {cmocka_unit_test(a_build_without_simdjson_has_no_records)};
    if (!nd_jsonl_available()) return cmocka_run_group_tests(none, NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
