/*
 * test_options.c - laws over the table of options, and what the parser makes of words
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/options.h"
#include "cli/values.h"

#ifndef ND_SOURCE_DIR
#define ND_SOURCE_DIR "." /* tests run at the top of the tree */
#endif

enum { MAX_WORDS = 16 };

/* ---- The table ------------------------------------------------------------------------------- */

static void names_are_sorted_in_each_group_and_groups_stand_in_order(void **state) {
    (void)state;
    for (size_t i = 1; i < cli_option_count; i++) {
        const struct cli_option *before = &cli_options[i - 1], *option = &cli_options[i];
        assert_true(before->group <= option->group);
        if (before->group == option->group) assert_true(strcmp(before->name, option->name) <= 0);
    }
}

static void no_command_has_a_name_or_a_letter_twice(void **state) {
    (void)state;
    for (size_t i = 0; i < cli_option_count; i++) {
        for (size_t k = i + 1; k < cli_option_count; k++) {
            if ((cli_options[i].commands & cli_options[k].commands) != 0)
                assert_string_not_equal(cli_options[i].name, cli_options[k].name);
            if (cli_options[i].letter != 0)
                assert_int_not_equal(cli_options[i].letter, cli_options[k].letter);
        }
    }
}

static void every_option_has_one_line_of_help_without_a_stop(void **state) {
    (void)state;
    for (size_t i = 0; i < cli_option_count; i++) {
        const char *help = cli_options[i].help;
        const size_t size = strlen(help);
        assert_in_range(size, 8, 80 - 26);
        assert_int_not_equal(help[size - 1], '.');
        assert_null(strchr(help, '\n'));
        assert_in_range(strlen(cli_options[i].name), 2, 24);
    }
}

static void flags_have_no_value_and_all_others_name_theirs(void **state) {
    (void)state;
    for (size_t i = 0; i < cli_option_count; i++)
        assert_int_equal(cli_options[i].value == NULL, cli_options[i].kind == CLI_KIND_FLAG);
}

static void every_option_belongs_to_a_command(void **state) {
    (void)state;
    for (size_t i = 0; i < cli_option_count; i++) {
        assert_int_not_equal(cli_options[i].commands & CLI_ANY, 0);
        assert_int_equal(cli_options[i].commands & ~(unsigned)CLI_ANY, 0);
    }
}

static char *read_man_page(void) {
    FILE *file = fopen(ND_SOURCE_DIR "/src/cli/newsdupes.1", "rb");
    char *page = calloc(1, 1 << 18);
    assert_non_null(file);
    assert_non_null(page);
    assert_in_range(fread(page, 1, (1 << 18) - 1, file), 1000, (1 << 18) - 2);
    fclose(file);
    return page;
}

static void every_option_is_an_item_of_the_man_page(void **state) {
    char *page = read_man_page();
    (void)state;
    for (size_t i = 0; i < cli_option_count; i++) {
        char item[64];
        snprintf(item, sizeof item, "Fl -%s%s", cli_options[i].name,
                 cli_options[i].value != NULL ? " Ns = Ns Ar " : "\n");
        if (strstr(page, item) == NULL) fail_msg("newsdupes.1 lacks: %s", item);
    }
    free(page);
}

/* ---- Numbers --------------------------------------------------------------------------------- */

static void thresholds_are_read_as_millionths(void **state) {
    (void)state;
    assert_int_equal(cli_parse_millionths("0.5"), 500000);
    assert_int_equal(cli_parse_millionths(".5"), 500000);
    assert_int_equal(cli_parse_millionths("1"), 1000000);
    assert_int_equal(cli_parse_millionths("1.000000"), 1000000);
    assert_int_equal(cli_parse_millionths("00.123456"), 123456);
    assert_int_equal(cli_parse_millionths("0.000001"), 1);
}

static void what_is_no_threshold_is_refused(void **state) {
    static const char *const wrong[] = {"",         "0",
                                        "0.0",      "50%",
                                        "1.000001", "2",
                                        "10",       "-0.5",
                                        "+0.5",     "0.1234567",
                                        "0,5",      "1.",
                                        ".",        "0.5 ",
                                        " 0.5",     "5e-1",
                                        "0x1",      "nan",
                                        "inf",      "0..5",
                                        "0.5.5",    "99999999999999999999"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (cli_parse_millionths(wrong[i]) != 0) fail_msg("accepted: '%s'", wrong[i]);
}

/* ---- The parser ------------------------------------------------------------------------------ */

/* Parses words separated by blanks; `words` must outlive the settings. */
static nd_status parse(unsigned command, char *words, struct cli_settings *settings,
                       struct cli_text *error) {
    char *argv[MAX_WORDS];
    int argc = 0;
    for (char *at = words; *at != '\0';) {
        char *end = strchr(at, ' ');
        argv[argc++] = at;
        if (end == NULL) break;
        *end = '\0';
        at = end + 1;
    }
    return cli_settings_parse(settings, command, argc, argv, error);
}

static void expect_error(unsigned command, const char *words, const char *message) {
    struct cli_settings settings;
    struct cli_text error = {0};
    char copy[256];
    snprintf(copy, sizeof copy, "%s", words);
    assert_int_equal(parse(command, copy, &settings, &error), ND_ERR_PARAM);
    assert_string_equal(cli_text_string(&error), message);
    cli_settings_free(&settings);
    cli_text_free(&error);
}

static void options_stand_anywhere_and_the_last_one_counts(void **state) {
    char words[] = "a --threads=2 b --output one -o two --threads 7 --hidden c";
    struct cli_settings settings;
    struct cli_text error = {0};
    (void)state;
    assert_int_equal(parse(CLI_CLUSTER, words, &settings, &error), ND_OK);
    assert_int_equal(settings.place_count, 3);
    assert_string_equal(settings.places[2].path, "c");
    assert_int_equal(settings.threads, 7);
    assert_string_equal(settings.output, "two");
    assert_true(settings.hidden);
    assert_false(settings.jsonl);
    assert_int_equal(settings.threshold, ND_THRESHOLD_DEFAULT);
    cli_settings_free(&settings);
}

static void letters_come_in_bundles_and_take_values(void **state) {
    char words[] = "-qv0oout -0o next -", attached[] = "-qv0oout";
    struct cli_settings settings;
    struct cli_text error = {0};
    (void)state;
    assert_int_equal(parse(CLI_CLUSTER, attached, &settings, &error), ND_OK);
    assert_string_equal(settings.output, "out");
    cli_settings_free(&settings);
    assert_int_equal(parse(CLI_CLUSTER, words, &settings, &error), ND_OK);
    assert_true(settings.quiet && settings.verbose && settings.null_ends);
    assert_string_equal(settings.output, "next");
    assert_int_equal(settings.place_count, 1);
    assert_string_equal(settings.places[0].path, "-");
    cli_settings_free(&settings);
}

static void two_dashes_end_the_options(void **state) {
    char words[] = "-q -- --hidden -v --";
    struct cli_settings settings;
    struct cli_text error = {0};
    (void)state;
    assert_int_equal(parse(CLI_CLUSTER, words, &settings, &error), ND_OK);
    assert_false(settings.hidden || settings.verbose);
    assert_int_equal(settings.place_count, 3);
    assert_string_equal(settings.places[2].path, "--");
    cli_settings_free(&settings);
}

static void lists_and_paths_keep_their_order(void **state) {
    char words[] = "--files-from=x a --files0-from - --files-from y";
    struct cli_settings settings;
    struct cli_text error = {0};
    (void)state;
    assert_int_equal(parse(CLI_CLUSTER, words, &settings, &error), ND_OK);
    assert_int_equal(settings.place_count, 4);
    assert_true(settings.places[0].list && !settings.places[1].list);
    assert_int_equal(settings.places[0].delimiter, '\n');
    assert_int_equal(settings.places[2].delimiter, '\0');
    assert_string_equal(settings.places[2].path, "-");
    cli_settings_free(&settings);
}

static void an_unknown_option_is_named_and_the_likely_one_too(void **state) {
    (void)state;
    expect_error(CLI_CLUSTER, "--treshold=0.5",
                 "unknown option '--treshold'; did you mean '--threshold'?");
    expect_error(CLI_CLUSTER, "--againts", "unknown option '--againts'; did you mean '--against'?");
    expect_error(CLI_CLUSTER, "--thresh", "unknown option '--thresh'; did you mean '--threshold'?");
    expect_error(CLI_CLUSTER, "--output-file", "unknown option '--output-file'");
    expect_error(CLI_CLUSTER, "--xyzzy", "unknown option '--xyzzy'");
    expect_error(CLI_CLUSTER, "--=x", "unknown option '--'");
    expect_error(CLI_CLUSTER, "-qx", "unknown option '-x'");
    expect_error(CLI_CLUSTER, "--t\033[0m", "unknown option '--t\\x1b[0m'");
}

static void values_are_wanted_where_they_belong_and_nowhere_else(void **state) {
    (void)state;
    expect_error(CLI_CLUSTER, "--threads", "option '--threads' needs a value");
    expect_error(CLI_CLUSTER, "-o", "option '--output' needs a value");
    expect_error(CLI_CLUSTER, "--hidden=1", "option '--hidden' takes no value");
    expect_error(CLI_CLUSTER, "--threads=0",
                 "invalid value '0' for '--threads': it must be a whole number from 1 to 1024");
    expect_error(CLI_CLUSTER, "--emit=all",
                 "invalid value 'all' for '--emit': it must be 'leads' or 'copies'");
    expect_error(CLI_CLUSTER, "--id-field=",
                 "invalid value '' for '--id-field': it must be something that is not empty");
}

static void choices_are_numbered_and_lists_of_them_are_bits(void **state) {
    char words[] = "--format=jsonl --emit=leads --boilerplate=learn --join=excerpt,update";
    struct cli_settings settings;
    struct cli_text error = {0};
    (void)state;
    assert_int_equal(parse(CLI_CLUSTER, words, &settings, &error), ND_OK);
    assert_int_equal(settings.format, CLI_FORMAT_JSONL);
    assert_int_equal(settings.emit, CLI_EMIT_LEADS);
    assert_int_equal(settings.boilerplate, CLI_BOILERPLATE_LEARN);
    assert_int_equal(settings.joins, ND_JOIN_UPDATES | ND_JOIN_EXCERPTS);
    cli_settings_free(&settings);
    expect_error(CLI_CLUSTER, "--format=json",
                 "invalid value 'json' for '--format': it must be 'tsv', 'csv' or 'jsonl'; did you "
                 "mean 'jsonl'?");
    expect_error(CLI_CLUSTER, "--join=update,",
                 "invalid value 'update,' for '--join': it must be 'update' or 'excerpt', or both "
                 "with a comma between");
    expect_error(CLI_CLUSTER, "--join=update,update",
                 "invalid value 'update,update' for '--join': it must be 'update' or 'excerpt', or "
                 "both with a comma between");
}

static struct cli_origin origin_of(const char *words) {
    char copy[64];
    struct cli_settings settings;
    struct cli_text error = {0};
    struct cli_origin origin;
    snprintf(copy, sizeof copy, "%s", words);
    assert_int_equal(parse(CLI_BOILERPLATE, copy, &settings, &error), ND_OK);
    origin = settings.origin;
    if (origin.text != NULL) origin.text = strstr(words, origin.text); /* the copy goes away */
    cli_settings_free(&settings);
    return origin;
}

static void sources_are_told_in_four_ways(void **state) {
    (void)state;
    assert_int_equal(origin_of("a").how, CLI_ORIGIN_GUESS);
    assert_int_equal(origin_of("a --source=folder").how, CLI_ORIGIN_FOLDER);
    assert_int_equal(origin_of("--source=path:3").how, CLI_ORIGIN_PATH);
    assert_int_equal(origin_of("--source=path:3").part, 3);
    assert_int_equal(origin_of("--source=path:-999").part, -999);
    assert_int_equal(origin_of("--source=field:folder").how, CLI_ORIGIN_FIELD);
    assert_string_equal(origin_of("--source=field:folder").text, "folder");
    assert_int_equal(origin_of("--source pattern:^(.*):").how, CLI_ORIGIN_PATTERN);
    assert_string_equal(origin_of("--source pattern:^(.*):").text, "^(.*):");
}

static void rules_of_keeping_are_read_in_order(void **state) {
    static const cli_rule wanted[] = {CLI_RULE_LATEST, CLI_RULE_SOURCE_RANK, CLI_RULE_PATH};
    char words[] = "--keep=path --keep=latest,source-rank:a:b,path x";
    struct cli_settings settings;
    struct cli_text error = {0};
    (void)state;
    assert_int_equal(parse(CLI_CLUSTER, words, &settings, &error), ND_OK);
    assert_int_equal(settings.keep.count, 3);
    for (size_t i = 0; i < 3; i++) assert_int_equal(settings.keep.rules[i], wanted[i]);
    assert_int_equal(settings.keep.sources_size, 3);
    assert_memory_equal(settings.keep.sources, "a:b", 3);
    cli_settings_free(&settings);
    for (int rule = 0; rule < CLI_RULES; rule++) assert_non_null(cli_rule_words[rule]);
    assert_null(cli_rule_words[CLI_RULES]);
}

#define NO_SOURCE(value)                                                                           \
    "invalid value '" value "' for '--source': it must be 'folder', 'path:N' with N from 1 or "    \
    "-1 to 999, 'field:NAME' or 'pattern:REGEX'"

static void what_tells_no_source_is_refused(void **state) {
    (void)state;
    expect_error(CLI_CLUSTER, "--source=folders", NO_SOURCE("folders"));
    expect_error(CLI_CLUSTER, "--source=path:0", NO_SOURCE("path:0"));
    expect_error(CLI_CLUSTER, "--source=path:-1000", NO_SOURCE("path:-1000"));
    expect_error(CLI_CLUSTER, "--source=path:--1", NO_SOURCE("path:--1"));
    expect_error(CLI_CLUSTER, "--source=path:", NO_SOURCE("path:"));
    expect_error(CLI_CLUSTER, "--source=field:", NO_SOURCE("field:"));
    expect_error(CLI_CLUSTER, "--source=pattern:", NO_SOURCE("pattern:"));
    expect_error(CLI_CLUSTER, "--source=", NO_SOURCE(""));
}

static void a_name_means_what_its_command_makes_of_it(void **state) {
    char flag[] = "--pairs missed", choice[] = "--pairs missed";
    struct cli_settings settings;
    struct cli_text error = {0};
    (void)state;
    assert_int_equal(parse(CLI_CLUSTER, flag, &settings, &error), ND_OK);
    assert_true(settings.pairs);
    assert_int_equal(settings.place_count, 1);
    cli_settings_free(&settings);
    assert_int_equal(parse(CLI_AUDIT, choice, &settings, &error), ND_OK);
    assert_int_equal(settings.audit_pairs, CLI_PAIRS_MISSED);
    assert_int_equal(settings.place_count, 0);
    cli_settings_free(&settings);
    expect_error(CLI_CLUSTER, "--pairs=all", "option '--pairs' takes no value");
    expect_error(CLI_COMPARE, "--pairs", "option '--pairs' does not belong to this command");
}

static void options_of_other_commands_are_refused(void **state) {
    (void)state;
    expect_error(CLI_COMPARE, "a b --threshold=1",
                 "option '--threshold' does not belong to this command");
    expect_error(CLI_CLUSTER, "--width=80", "option '--width' does not belong to this command");
}

static void suggestions_keep_to_the_command(void **state) {
    (void)state;
    expect_error(CLI_COMPARE, "--treshold=1", "unknown option '--treshold'");
    expect_error(CLI_COMPARE, "--widht=9", "unknown option '--widht'; did you mean '--width'?");
    expect_error(CLI_CLUSTER, "--h", "unknown option '--h'");
    expect_error(CLI_CLUSTER, "--OUTPUT=x", "unknown option '--OUTPUT'; did you mean '--output'?");
}

static void a_value_that_is_no_choice_is_named_with_the_likely_one(void **state) {
    (void)state;
    expect_error(CLI_CLUSTER, "--emit=copeis",
                 "invalid value 'copeis' for '--emit': it must be 'leads' or 'copies'; did you "
                 "mean 'copies'?");
    expect_error(
        CLI_CLUSTER, "--join=update,excrept",
        "invalid value 'update,excrept' for '--join': it must be 'update' or 'excerpt', or "
        "both with a comma between; did you mean 'excerpt'?");
    expect_error(CLI_APPLY, "--relation=exact,,reprint",
                 "invalid value 'exact,,reprint' for '--relation': it must be 'exact', 'reprint', "
                 "'abridged', 'update' or 'excerpt', or some, each once, with commas between");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_sorted_in_each_group_and_groups_stand_in_order),
        cmocka_unit_test(no_command_has_a_name_or_a_letter_twice),
        cmocka_unit_test(every_option_has_one_line_of_help_without_a_stop),
        cmocka_unit_test(flags_have_no_value_and_all_others_name_theirs),
        cmocka_unit_test(every_option_belongs_to_a_command),
        cmocka_unit_test(every_option_is_an_item_of_the_man_page),
        cmocka_unit_test(thresholds_are_read_as_millionths),
        cmocka_unit_test(what_is_no_threshold_is_refused),
        cmocka_unit_test(options_stand_anywhere_and_the_last_one_counts),
        cmocka_unit_test(letters_come_in_bundles_and_take_values),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(lists_and_paths_keep_their_order),
        cmocka_unit_test(an_unknown_option_is_named_and_the_likely_one_too),
        cmocka_unit_test(values_are_wanted_where_they_belong_and_nowhere_else),
        cmocka_unit_test(choices_are_numbered_and_lists_of_them_are_bits),
        cmocka_unit_test(sources_are_told_in_four_ways),
        cmocka_unit_test(rules_of_keeping_are_read_in_order),
        cmocka_unit_test(what_tells_no_source_is_refused),
        cmocka_unit_test(a_name_means_what_its_command_makes_of_it),
        cmocka_unit_test(options_of_other_commands_are_refused),
        cmocka_unit_test(suggestions_keep_to_the_command),
        cmocka_unit_test(a_value_that_is_no_choice_is_named_with_the_likely_one),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
