/*
 * corpus.h - all documents that a command line names, read into a corpus
 *
 * What the commands that look at a whole corpus have in common: the files are listed, the output is
 * opened, all documents are read by all threads, troubles with single ones are said and counted.
 *
 *     struct cli_corpus corpus;
 *     int end = cli_corpus_read(&corpus, command, settings, ND_KEEP_NOTHING);
 *     if (end == CLI_EXIT_DONE) {
 *         cli_progress_stage(&corpus.progress, "...");
 *         ... ask corpus.corpus ...
 *         cli_progress_end(&corpus.progress);
 *         ... write to corpus.output ...
 *         end = cli_corpus_end(&corpus, status);
 *     }
 *     cli_corpus_free(&corpus);
 *     return end;
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_CORPUS_H
#define ND_CLI_CORPUS_H

#include "cli/commands.h"
#include "cli/keeping.h"
#include "cli/memory.h"
#include "cli/messages.h"
#include "cli/progress.h"
#include "cli/stages.h"
#include "io/output.h"
#include "par/par.h"
#include "read/input.h"

struct cli_lane; /* a thread's reader and worker */

struct cli_corpus {
    const struct cli_settings *settings;
    const char *kernel; /* asked for; NULL: the best */
    struct cli_messages messages;
    struct nd_report report;
    struct cli_progress progress;
    struct cli_stages stages;   /* up to the names, until others are begun */
    struct cli_keeping keeping; /* which copies are kept */
    struct nd_input_options input_options;
    struct nd_pool *pool;
    struct cli_memory memory;
    struct nd_store store; /* in it */
    struct nd_input *input;
    struct nd_output *output; /* given up by whoever closes it */
    struct cli_lane *lanes;
    uint32_t lane_count;

    struct nd_corpus *corpus; /* its executor is the pool */
    const struct nd_name *names;
    size_t count;                             /* documents, ... */
    size_t old;                               /* ... of these, old ones */
    uint64_t windows_1252, binary, oversized; /* of these */
    uint64_t sources, sourceless;             /* that --source found; documents without */
};

/* Reads all that the settings name; `keep` what will be asked for once more.
 * CLI_EXIT_DONE when there is a corpus, though perhaps some inputs could not be read (see
 * cli_corpus_end); else CLI_EXIT_FATAL, and why was said. `corpus` must be freed in any case. */
int cli_corpus_read(struct cli_corpus *corpus, const struct cli_command *command,
                    const struct cli_settings *settings, nd_keep keep);

/* Clusters the corpus; what follows is the stage of writing. Fails like nd_corpus_cluster. */
nd_status cli_corpus_cluster(struct cli_corpus *corpus, struct nd_result **out);

/* Closes the output when `status`, that of writing, is ND_OK, else discards it. Returns how the
 * command ended: as cli_output_end does, or CLI_EXIT_PARTIAL when some inputs could not be read. */
int cli_corpus_end(struct cli_corpus *corpus, nd_status status);

void cli_corpus_free(struct cli_corpus *corpus);

#endif /* ND_CLI_CORPUS_H */
