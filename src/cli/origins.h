/*
 * origins.h - who printed each document, as --source says
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_ORIGINS_H
#define ND_CLI_ORIGINS_H

#include "cli/messages.h"
#include "cli/options.h"

struct cli_corpus;

/* Whether the rule can be followed; if not, why was said. */
ND_CHECK bool cli_origins_check(const struct cli_origin *rule, struct cli_messages *messages);

/* Tells the core who printed each document that was read. Without --source these are the folders,
 * as a guess, when several hold several documents each. Fails with ND_ERR_MEMORY, or with
 * ND_ERR_PARAM when --source finds nothing in any document (said). */
ND_CHECK nd_status cli_origins_set(struct cli_corpus *corpus);

#endif /* ND_CLI_ORIGINS_H */
