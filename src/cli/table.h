/*
 * table.h - the result as rows, in the format that was asked for
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_TABLE_H
#define ND_CLI_TABLE_H

#include "cli/options.h"
#include "io/output.h"
#include "io/writer.h"
#include "read/input.h"

struct cli_corpus;

/* What the settings ask of rows that cannot be had together, as a message; NULL when all goes
 * well. A static string. */
const char *cli_table_conflict(const struct cli_settings *settings);

/* Makes a writer of rows with these columns, as the settings want them, and writes the header
 * (unless `no_header`). Free the writer in any case. Fails as nd_writer_header does. */
ND_CHECK nd_status cli_table_begin(struct nd_writer *writer, const struct cli_settings *settings,
                                   const char *const *columns, size_t count,
                                   struct nd_output *output);

/* Writes a row for each document. Columns are found by name; `document` stays the last. With rules
 * of keeping there is one for the reason, under `stamp` there are those about its file. Fails as
 * nd_writer_row does. */
ND_CHECK nd_status cli_table_write(const struct cli_corpus *corpus, const struct nd_result *result);

/* Writes, instead of the table, a row for each pair that was found. */
ND_CHECK nd_status cli_pairs_write(const struct cli_settings *settings,
                                   const struct nd_result *result, const struct nd_name *names,
                                   struct nd_output *output);

/* Writes, instead of the table, the documents to keep (leads and unique ones) or the others, in
 * the order in which they were found. Fails as nd_input_write_document does. */
ND_CHECK nd_status cli_emit_write(const struct cli_settings *settings,
                                  const struct nd_result *result, struct nd_input *input,
                                  struct nd_output *output);

#endif /* ND_CLI_TABLE_H */
