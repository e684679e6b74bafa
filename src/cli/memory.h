/*
 * memory.h - the memory that a command may use
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_MEMORY_H
#define ND_CLI_MEMORY_H

#include "cli/messages.h"
#include "cli/options.h"
#include "io/spill.h"

struct cli_memory {
    struct nd_spill *spill;
    struct nd_executor executor; /* the one below */
    nd_task_fn work;             /* that is being run */
    void *context;
};

/* By --memory and --temp-dir. ND_ERR_PARAM, and said, when the folder that was named is of no use;
 * else fails with ND_ERR_MEMORY. Free it in any case, behind the corpus. */
ND_CHECK nd_status cli_memory_begin(struct cli_memory *memory, const struct cli_settings *settings,
                                    struct cli_messages *messages);
void cli_memory_free(struct cli_memory *memory);

/* Runs pieces by another executor, and looks after the memory between them. */
struct nd_executor cli_memory_executor(struct cli_memory *memory, struct nd_executor executor);

/* Returns memory to the system that was given back, by all threads of that executor, when hardly
 * any will be taken again. */
void cli_memory_tidy(struct cli_memory *memory);

/* Says why there was no room, when ND_ERR_MEMORY came from the folder of temporary files, and makes
 * it an ND_ERR_PARAM, which was said; any other status comes back as it is. */
nd_status cli_memory_failure(const struct cli_memory *memory, struct cli_messages *messages,
                             nd_status status);

#endif /* ND_CLI_MEMORY_H */
