/*
 * table.h - the result as rows of tab-separated values
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_TABLE_H
#define ND_CLI_TABLE_H

#include "cli/cli_text.h"
#include "cli/options.h"
#include "io/input.h"
#include "io/output.h"

/* Ends a row with its last field, a document, and the end of the line: with `null_ends` the name
 * is raw and NUL the end. */
void cli_table_add_document(struct cli_text *line, const struct nd_name *name, bool null_ends);

/* Writes a header (unless `no_header`) and one row for each document. Columns are found by name;
 * `document` stays the last. With `null_ends` rows end with NUL and the document is raw. Fails as
 * nd_output_write does, or with ND_ERR_MEMORY. */
ND_CHECK nd_status cli_table_write(const struct cli_settings *settings,
                                   const struct nd_result *result, const struct nd_name *names,
                                   struct nd_output *output);

/* Writes, instead of the table, the documents to keep (leads and unique ones) or the others, in the
 * order of the rows. Fails as nd_input_write_document does. */
ND_CHECK nd_status cli_emit_write(const struct cli_settings *settings,
                                  const struct nd_result *result, struct nd_input *input,
                                  struct nd_output *output);

#endif /* ND_CLI_TABLE_H */
