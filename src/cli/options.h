/*
 * options.h - the table of options and what a command line asks for
 *
 * One table (options.def) serves the parser, --help and the tests that hold the man page to it.
 * The parser keeps to GNU habits: `--name=value` and `--name value`, letters in bundles, options
 * also behind operands, `--` ends the options, a lone `-` is an operand, the last of a repeated
 * option counts. Shortened names are refused: a script must not change its meaning when an option
 * is added.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_OPTIONS_H
#define ND_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/cli_text.h"
#include "newsdupes.h"

/* The commands, as bits, to say which of them take an option. */
enum {
    CLI_CLUSTER = 1,
    CLI_COMPARE = 2,
    CLI_HELP = 4,
    CLI_VERSION = 8,
    CLI_AUDIT = 16,
    CLI_SCORE = 32,
    CLI_APPLY = 64,
    CLI_BOILERPLATE = 128,
    CLI_COMPLETION = 256,
    CLI_REPORT = 512,
    CLI_ANY = 1023,
    CLI_MATCH = CLI_CLUSTER | CLI_AUDIT | CLI_REPORT,    /* those that match documents, */
    CLI_CORPUS = CLI_MATCH | CLI_BOILERPLATE,            /* all that read a corpus, */
    CLI_ROWS = CLI_CLUSTER | CLI_AUDIT | CLI_BOILERPLATE /* and print rows about it */
};

enum {
    CLI_THREADS_MAX = 1024,
    CLI_RATIO_MAX = 1000000,
    CLI_WIDTH_MIN = 20,
    CLI_WIDTH_MAX = 1000,
    CLI_PART_MAX = 999,
    CLI_CUT_DEFAULT = 200,
    CLI_PAGE_DEFAULT = 20, /* MB */
    CLI_PAGE_MAX = 1000,
    CLI_SIZE_MIN = 32 << 20,
    CLI_NUMBER_MAX = 999999999
};

typedef enum cli_group {
    CLI_GROUP_INPUT,
    CLI_GROUP_RECORDS,
    CLI_GROUP_MEASURE,
    CLI_GROUP_OUTPUT,
    CLI_GROUP_APPLY,
    CLI_GROUP_GENERAL,
    CLI_GROUPS
} cli_group;

/* How the value of an option is read, and the type of the field that takes it. */
typedef enum cli_kind {
    CLI_KIND_FLAG,        /* bool; no value */
    CLI_KIND_TEXT,        /* const char *, not empty */
    CLI_KIND_LINES,       /* a place: list of lines */
    CLI_KIND_NULS,        /* a place: list of strings ended by NUL */
    CLI_KIND_OLD,         /* a place: of old documents */
    CLI_KIND_THRESHOLD,   /* uint32_t, millionths */
    CLI_KIND_THREADS,     /* uint32_t */
    CLI_KIND_RATIO,       /* uint32_t */
    CLI_KIND_WIDTH,       /* uint32_t */
    CLI_KIND_SIZE,        /* uint64_t, bytes, at least CLI_SIZE_MIN */
    CLI_KIND_EMIT,        /* unsigned: enum cli_emit */
    CLI_KIND_BOILERPLATE, /* unsigned: enum cli_masking */
    CLI_KIND_CLUSTER_ID,  /* unsigned: enum cli_cluster_id */
    CLI_KIND_COUNT,       /* uint32_t, at least 1 */
    CLI_KIND_PAGE,        /* uint32_t, 1 to CLI_PAGE_MAX */
    CLI_KIND_NUMBER,      /* uint32_t */
    CLI_KIND_PAIRS,       /* unsigned: enum cli_pairs */
    CLI_KIND_FORMAT,      /* unsigned: enum cli_format */
    CLI_KIND_COLOR,       /* unsigned: enum cli_color */
    CLI_KIND_LAYOUT,      /* unsigned: enum cli_layout */
    CLI_KIND_JOIN,        /* unsigned: ND_JOIN_… */
    CLI_KIND_KEEP,        /* struct cli_keep */
    CLI_KIND_RELATIONS,   /* unsigned: bits from 1, for 'exact', on, in the order of nd_relation */
    CLI_KIND_ORIGIN       /* struct cli_origin */
} cli_kind;

struct cli_option {
    const char *name;
    char letter;       /* 0: none */
    const char *value; /* its name in --help; NULL: the option takes none */
    cli_kind kind;
    size_t field; /* offset in struct cli_settings */
    unsigned commands;
    cli_group group;
    const char *help;
};

extern const struct cli_option cli_options[];
extern const size_t cli_option_count;

/* Values that are one of some words; 0 when the option was not given. */
typedef enum cli_emit { CLI_EMIT_TABLE, CLI_EMIT_LEADS, CLI_EMIT_COPIES } cli_emit;
typedef enum cli_masking { CLI_BOILERPLATE_LEARN = 1, CLI_BOILERPLATE_OFF } cli_masking;
typedef enum cli_cluster_id { CLI_CLUSTER_ORDER = 1, CLI_CLUSTER_CONTENT } cli_cluster_id;
typedef enum cli_format { CLI_FORMAT_TSV = 1, CLI_FORMAT_CSV, CLI_FORMAT_JSONL } cli_format;
typedef enum cli_color { CLI_COLOR_AUTO = 1, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER } cli_color;
typedef enum cli_layout { CLI_LAYOUT_LINES = 1, CLI_LAYOUT_COLUMNS } cli_layout;
typedef enum cli_pairs { /* which pairs an audit lists */
                         CLI_PAIRS_NONE,
                         CLI_PAIRS_MISSED,
                         CLI_PAIRS_APART,
                         CLI_PAIRS_ALL
} cli_pairs;

/* How the source of a document is told. */
typedef enum cli_how {
    CLI_ORIGIN_GUESS, /* by its folder, if folders look like sources */
    CLI_ORIGIN_FOLDER,
    CLI_ORIGIN_PATH,   /* a part of its path */
    CLI_ORIGIN_FIELD,  /* of a record */
    CLI_ORIGIN_PATTERN /* a regular expression on its name */
} cli_how;

struct cli_origin {
    cli_how how;
    int32_t part;     /* CLI_ORIGIN_PATH: from 1, or from -1 backwards */
    const char *text; /* the part, field or pattern as it was given; else NULL */
};

/* What tells which copy of a report is kept. */
typedef enum cli_rule {
    CLI_RULE_LONGEST,
    CLI_RULE_EARLIEST,
    CLI_RULE_LATEST,
    CLI_RULE_SOURCE_RANK,
    CLI_RULE_CLEANEST,
    CLI_RULE_CENTRAL,
    CLI_RULE_PATH,
    CLI_RULES
} cli_rule;

/* The rules in the order in which they are tried, each once. */
struct cli_keep {
    cli_rule rules[CLI_RULES];
    unsigned count;      /* 0: not given */
    const char *sources; /* the file of CLI_RULE_SOURCE_RANK, not ended by NUL, ... */
    size_t sources_size; /* ... and its size; 0 without */
};

/* A place where documents come from, in the order of the command line. */
struct cli_place {
    const char *path;
    bool list;      /* a list of paths, not a path */
    char delimiter; /* of the list */
    bool old;       /* its documents are */
};

/* What was asked for. Strings are borrowed from argv. */
struct cli_settings {
    bool hidden, jsonl, csv, tsv, html, no_header, null_ends, pairs, stamp, exit_code;
    bool deletes, hardlinks, print0, dry_run, yes;
    bool page, quiet, verbose, stats, help, version;
    const char *move_to, *root, *log, *undo;                        /* NULL: not given */
    unsigned relations;                                             /* 0: not given */
    const char *encoding, *id_field, *text_field, *output, *judged; /* NULL: not given */
    unsigned emit, boilerplate, cluster_id, format, audit_pairs;    /* enum cli_emit and so on */
    unsigned color, layout;                                         /* likewise */
    unsigned joins;                                                 /* ND_JOIN_… */
    uint32_t threshold;
    uint64_t memory;       /* bytes; 0: not given */
    const char *temp_dir;  /* NULL: not given */
    uint32_t threads;      /* 0: not given */
    uint32_t unpack_ratio; /* 0: not given */
    uint32_t width;        /* 0: not given */
    uint32_t sample;       /* 0: not given */
    uint32_t cut;          /* characters; 0: nothing is cut */
    uint32_t seed;
    uint32_t page_limit; /* MB */
    uint32_t wrong;      /* 0: not given */
    struct cli_origin origin;
    struct cli_keep keep;
    const char *date_field; /* NULL: not given */
    struct cli_place *places;
    size_t place_count, old_count; /* of these, those that are old */
};

/* Reads argv[0, argc), the words behind the program's and the command's name. On ND_ERR_PARAM
 * `error` holds one line for the user; also fails with ND_ERR_MEMORY. `settings` must be freed in
 * any case. */
ND_CHECK nd_status cli_settings_parse(struct cli_settings *settings, unsigned command, int argc,
                                      char *const *argv, struct cli_text *error);
void cli_settings_free(struct cli_settings *settings);

#endif /* ND_CLI_OPTIONS_H */
