/*
 * completion_bash.c - the script that completes newsdupes in bash
 *
 * It needs nothing but bash itself. What is no option and no counted value is left to bash, which
 * completes files.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/completion.h"

static const char head[] =
    "# Completes newsdupes in bash; printed by 'newsdupes completion bash'\n"
    "_newsdupes() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} name=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local command=cluster kind=files words='' before=''\n"
    "    COMPREPLY=()\n"
    "    if [[ $word == = ]]; then # --name=value comes as three words, or as one\n"
    "        word=''\n"
    "    elif [[ $name == = ]]; then\n"
    "        name=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    elif [[ $word == --*=* ]]; then\n"
    "        name=${word%%=*} before=${word%%=*}= word=${word#*=}\n"
    "    fi\n";

static const char tail[] =
    "    case $kind in\n"
    "    word) COMPREPLY=($(compgen -P \"$before\" -W \"$words\" -- \"$word\")) ;;\n"
    "    list)\n"
    "        [[ $word != *,* ]] || before=$before${word%,*},\n"
    "        COMPREPLY=($(compgen -P \"$before\" -W \"$words\" -- \"${word##*,}\"))\n"
    "        ;;\n"
    "    folder)\n"
    "        local IFS=$'\\n'\n"
    "        COMPREPLY=($(compgen -P \"$before\" -d -- \"$word\"))\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        ;;\n"
    "    command)\n"
    "        local IFS=$'\\n'\n"
    "        COMPREPLY=($(compgen -W \"${words// /$IFS}\" -- \"$word\") $(compgen -f -- "
    "\"$word\"))\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        ;;\n"
    "    esac\n"
    "    [[ $kind == files ]] || compopt +o default 2>/dev/null\n"
    "    [[ ${COMPREPLY[0]-} != *[=:] ]] || compopt -o nospace 2>/dev/null\n"
    "}\n"
    "complete -o bashdefault -o default -F _newsdupes newsdupes\n";

static bool is_shared(const struct cli_option *option) {
    for (size_t i = 0; i < cli_option_count; i++)
        if (&cli_options[i] != option && strcmp(cli_options[i].name, option->name) == 0)
            return true;
    return false;
}

/* "*:-o | *:--output", whatever the command; of a name that two options have "audit:--pairs". */
static void add_patterns(struct cli_text *text, const struct cli_option *option) {
    const char letter[] = {'*', ':', '-', option->letter, ' ', '|', ' '};
    const char *between = "";
    cli_text_add(text, "    ");
    if (option->letter != 0) cli_text_add_bytes(text, letter, sizeof letter);
    for (size_t i = 0; i < cli_command_count; i++) {
        if ((cli_commands[i].bit & option->commands) == 0) continue;
        cli_text_add(text, between);
        cli_text_add(text, is_shared(option) ? cli_commands[i].name : "*");
        cli_text_add(text, ":--");
        cli_text_add(text, option->name);
        if (!is_shared(option)) break;
        between = " | ";
    }
    cli_text_add(text, ") ");
}

static void add_value(struct cli_text *text, const struct cli_option *option) {
    static const char *const kinds[] = {
        [CLI_COMPLETES_ANY] = "any",       [CLI_COMPLETES_WORD] = "word",
        [CLI_COMPLETES_LIST] = "list",     [CLI_COMPLETES_FILE] = "files",
        [CLI_COMPLETES_FOLDER] = "folder",
    };
    const cli_completes completes = cli_value_completes(option);
    if (completes == CLI_COMPLETES_FLAG) return;
    add_patterns(text, option);
    cli_text_add(text, "kind=");
    cli_text_add(text, kinds[completes]);
    if (completes == CLI_COMPLETES_WORD || completes == CLI_COMPLETES_LIST) {
        cli_text_add(text, " words='");
        cli_text_add_words(text, cli_value_words(option), " ");
        cli_text_add(text, "'");
    }
    cli_text_add(text, " ;;\n");
}

static void add_names(struct cli_text *text, unsigned command) {
    for (size_t i = 0; i < cli_option_count; i++) {
        const struct cli_option *option = &cli_options[i];
        if ((option->commands & command) == 0) continue;
        cli_text_add(text, " --");
        cli_text_add(text, option->name);
        if (option->value != NULL) cli_text_add(text, "=");
    }
}

/* The names of options, by command. */
static void add_options(struct cli_text *text) {
    cli_text_add(text, "            kind=word\n            case $command in\n");
    for (size_t i = 0; i < cli_command_count; i++) {
        cli_text_add(text, "            ");
        cli_text_add(text, cli_commands[i].name);
        cli_text_add(text, ") words='");
        add_names(text, cli_commands[i].bit);
        cli_text_add(text, "' ;;\n");
    }
    cli_text_add(text, "            esac\n");
}

static void add_operands(struct cli_text *text) {
    cli_text_add(text, "            case $command in\n            help) kind=word words='");
    cli_text_add_commands(text, CLI_ANY, " ");
    cli_text_add(text, "' ;;\n            completion) kind=word words='");
    cli_text_add_words(text, cli_shells, " ");
    cli_text_add(text, "' ;;\n            version) kind=any ;;\n            esac\n");
}

void cli_completion_bash(struct cli_text *text) {
    cli_text_add(text, head);
    cli_text_add(text, "    case ${COMP_WORDS[1]} in\n    ");
    cli_text_add_commands(text, CLI_ANY, " | ");
    cli_text_add(
        text,
        ")\n        [[ $COMP_CWORD -eq 1 ]] || command=${COMP_WORDS[1]}\n        ;;\n    esac\n");
    cli_text_add(text, "    case $command:$name in\n");
    for (size_t i = 0; i < cli_option_count; i++) add_value(text, &cli_options[i]);
    cli_text_add(text, "    *)\n        if [[ $word == -* ]]; then\n");
    add_options(text);
    cli_text_add(text, "        elif [[ $COMP_CWORD -eq 1 ]]; then\n"
                       "            kind=command words='");
    cli_text_add_commands(text, CLI_ANY, " ");
    cli_text_add(text, "'\n        else\n");
    add_operands(text);
    cli_text_add(text, "        fi\n        ;;\n    esac\n");
    cli_text_add(text, tail);
}
