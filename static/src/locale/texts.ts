import type { en } from '../texts/en';

/** The plural forms of a text with a count. `other` is always there; a language adds those it has. */
export type Plural = { readonly other: string } & { readonly [Rule in Intl.LDMLPluralRule]?: string };

/** The name of a text. */
export type TextKey = keyof typeof en;

/** What every language has to give: the same texts, in their own words. */
export type Catalogue = { readonly [Key in TextKey]: (typeof en)[Key] extends string ? string : Plural };

type ParameterNames<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | ParameterNames<Rest> : never;

type NamesOf<Key extends TextKey> = (typeof en)[Key] extends { readonly other: infer Other }
  ? ParameterNames<Other> | 'count'
  : ParameterNames<(typeof en)[Key]>;

type Parameters<Key extends TextKey> = [NamesOf<Key>] extends [never]
  ? []
  : [{ readonly [Name in NamesOf<Key>]: Name extends 'count' ? number : string }];

/** The name of a text without parameters. */
export type PlainKey = { [Key in TextKey]: [NamesOf<Key>] extends [never] ? Key : never }[TextKey];

/** Gives a text in the user's language. */
export type Translate = <Key extends TextKey>(key: Key, ...parameters: Parameters<Key>) => string;

export function translator(catalogue: Catalogue, locale: string): Translate {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (key, ...[parameters]) => {
    const values = (parameters ?? {}) as Readonly<Record<string, string | number>>;
    const entry: string | Plural = catalogue[key];
    const text = typeof entry === 'string' ? entry : entry[plurals.select(Number(values['count']))] ?? entry.other;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
}
