import { sentences } from './sentence';
import type { Translate } from './texts';

/**
 * What the core says, in another language: its English sentences, where `{}` is what differs from one time to the
 * next, and what becomes of them, where `{1}` is the first of those.
 */
export type Patterns = Readonly<Record<string, string>>;

/** The core's messages (English, lower case, no full stop, names in backticks) as sentences in the user's language. */
export type Said = (...messages: readonly (string | null)[]) => string;

interface Compiled {
  readonly expression: RegExp;
  /** For each place, whether a name stands there, in backticks: names are never translated. */
  readonly named: readonly boolean[];
  readonly translation: string;
  /** How much of it is the same every time. */
  readonly fixed: number;
}

/** Says what the core says. What it says in words that are not known stays as it is: told in English, but told. */
export function sayer(patterns: Patterns, t: Translate): Said {
  const translate = interpreter(patterns);
  return (...messages) =>
    sentences(
      ...messages
        .filter((message) => message !== null)
        .map((message) => translate(message).replace(/`([^`]+)`/g, (_, text: string) => t('said.name', { text }))),
    );
}

function interpreter(patterns: Patterns): (message: string) => string {
  const whole = new Map(Object.entries(patterns));
  let compiled: readonly Compiled[] | null = null;
  const translate = (message: string): string => {
    const known = whole.get(message);
    if (known !== undefined) return known;
    compiled ??= Object.entries(patterns)
      .filter(([english]) => english.includes('{}'))
      .map(compile)
      // Of two that fit, the one that says more of it.
      .sort((one, other) => other.fixed - one.fixed);
    for (const { expression, named, translation } of compiled) {
      const found = expression.exec(message);
      if (found === null) continue;
      // What is said within another sentence may be one itself, like the reason that it gives.
      const values = found.slice(1).map((value, index) => (named[index] === true ? value : (listed(value, whole) ?? translate(value))));
      return translation.replace(/\{(\d+)\}/g, (place, number: string) => values[Number(number) - 1] ?? place);
    }
    return message;
  };
  return translate;
}

/** A list of single words, each with how often, as in `heading, code block (2)`; none unless all of them are known. */
function listed(value: string, words: ReadonlyMap<string, string>): string | null {
  const translated = value.split(', ').map((part) => {
    const [, name = part, count = ''] = /^(.+?)( \(\d+\))?$/.exec(part) ?? [];
    const word = words.get(name);
    return word === undefined ? null : word + count;
  });
  return translated.every((word) => word !== null) ? translated.join(', ') : null;
}

function compile([english, translation]: readonly [string, string]): Compiled {
  const parts = english.split('{}');
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return {
    expression: new RegExp(`^${escaped.join('([^]+?)')}$`),
    named: parts.slice(0, -1).map((part) => part.endsWith('`')),
    translation,
    fixed: parts.join('').length,
  };
}
