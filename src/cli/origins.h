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

/* Who printed each document, for showing it. */
struct cli_origins {
    uint32_t *sources;     /* by document: from 1; 0 for none */
    struct nd_name *names; /* by source, less 1; borrowed from the input */
    uint32_t count;        /* of sources */
};

/* Lists the sources; without --source these are the folders. Fails with ND_ERR_MEMORY; free them in
 * any case. */
ND_CHECK nd_status cli_origins_list(const struct cli_corpus *corpus, struct cli_origins *list);
void cli_origins_free(struct cli_origins *list);

#endif /* ND_CLI_ORIGINS_H */
