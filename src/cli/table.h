/*
 * table.h - the result as rows of tab-separated values
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_TABLE_H
#define ND_CLI_TABLE_H

#include "cli/options.h"
#include "io/input.h"
#include "io/output.h"

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
