/**
 * The shells that can complete, and what each has to run for it.
 *
 * @module
 */

import { homeDirectory } from "../../base/files.ts";

/** How completion is set up in a shell. */
interface Shell {
  /** Defines the completion of `htmap`. */
  readonly script: string;
  /** Runs that script, where htmap can be found; goes into a file that the shell reads when it starts. */
  readonly startup: string;
  /** That file. */
  startupFile(): string;
}

const BASH = `
_htmap() {
  local answer
  mapfile -t answer < <(htmap complete bash "\${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
  COMPREPLY=()
  case "\${answer[0]}" in
    files) compopt -o default ;;
    directories) compopt -o dirnames ;;
    partial) compopt -o nospace; COMPREPLY=("\${answer[@]:1}") ;;
    words) COMPREPLY=("\${answer[@]:1}") ;;
  esac
}
complete -F _htmap htmap
`;

const ZSH = `
#compdef htmap
_htmap() {
  local -a answer values shown how
  local line
  answer=("\${(@f)$(htmap complete zsh "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  case $answer[1] in
    files|directories)
      [[ $PREFIX == --*=* ]] && compset -P '--*='
      if [[ $answer[1] == files ]]; then _files; else _files -/; fi
      return ;;
    partial) how=(-S '') ;;
    words) ;;
    *) return 1 ;;
  esac
  for line in "\${(@)answer[2,-1]}"; do
    values+=("\${line%%$'\\t'*}")
    line="\${line#*$'\\t'}"
    shown+=("\${line[1,COLUMNS-1]}")
  done
  [[ $answer[2] == *$'\\t'* ]] && how+=(-l -d shown)
  compadd "\${how[@]}" -a values
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
compdef _htmap htmap
`;

const FISH = `
function __htmap_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l answer (htmap complete fish $words[2..-1] "$current" 2>/dev/null)
  switch "$answer[1]"
    case files directories
      set -l before (string match -r -- '^--[^=]+=' "$current")
      set -l typed (string replace -r -- '^--[^=]+=' '' "$current")
      set -l found (complete -C"'' $typed")
      if test "$answer[1]" = directories
        set found (string match -r -- '^[^\\t]*/(?:\\t.*)?$' $found)
      end
      if count $found >/dev/null
        printf "$before%s\\n" $found
      end
    case words partial
      set -e answer[1]
      if count $answer >/dev/null
        printf '%s\\n' $answer
      end
  end
end
complete -c htmap -e
complete -c htmap -f -a '(__htmap_complete)'
`;

/** The shells by name. */
export const SHELLS = {
  bash: {
    script: BASH,
    startup: 'if command -v htmap >/dev/null; then eval "$(htmap complete bash 2>/dev/null)"; fi',
    startupFile: () => `${homeDirectory()}/.bashrc`,
  },
  zsh: {
    script: ZSH,
    startup: 'if command -v htmap >/dev/null; then eval "$(htmap complete zsh 2>/dev/null)"; fi',
    startupFile: () => `${Deno.env.get("ZDOTDIR") || homeDirectory()}/.zshrc`,
  },
  fish: {
    script: FISH,
    startup: "if command -q htmap; htmap complete fish 2>/dev/null | source; end",
    startupFile: () =>
      `${
        Deno.env.get("XDG_CONFIG_HOME") || `${homeDirectory()}/.config`
      }/fish/completions/htmap.fish`,
  },
} as const satisfies Readonly<Record<string, Shell>>;

/** @returns Whether there is completion for a shell of that name. */
export function isShell(name: string): name is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, name);
}
