/*
 * compare_text.h - two texts as text: passage by passage, in lines or in two columns
 *
 * Colours say nothing that the characters do not say.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_COMPARE_TEXT_H
#define ND_CLI_COMPARE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "io/output.h"
#include "newsdupes.h"

struct cli_view {
    size_t width; /* at least CLI_WIDTH_MIN */
    bool colour;
};

/* One text under the other: lines of the mark "=" are in both, "A<" and "B>" in one of them. Fails
 * with ND_ERR_MEMORY, or as nd_output_write does. */
ND_CHECK nd_status cli_compare_lines(const struct cli_view *view,
                                     const struct nd_comparison *comparison,
                                     struct nd_output *output);

/* One text beside the other, with a mark between them: "=", "<", ">", or "|" where they differ. */
ND_CHECK nd_status cli_compare_columns(const struct cli_view *view,
                                       const struct nd_comparison *comparison,
                                       struct nd_output *output);

#endif /* ND_CLI_COMPARE_TEXT_H */
