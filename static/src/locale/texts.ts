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

/** A text whose parameters are not those of the English one, as the compiler then says it. */
interface OtherParameters<English extends string> {
  readonly 'has to have the parameters of': English;
}

// While something else is wrong with a catalogue its texts are mere strings: those are not what has to be mended.
type SameParameters<English extends string, Own extends string, Free = never> = string extends Own
  ? Own
  : [
        Exclude<ParameterNames<English>, ParameterNames<Own> | Free> | Exclude<ParameterNames<Own>, ParameterNames<English> | Free>,
      ] extends [never]
    ? Own
    : OtherParameters<English>;

// A plural form need not say its count, nor has the one of a single thing to say what goes without saying.
type SameForms<English extends string, Own, Rule> = {
  readonly [Form in keyof Own]: Form extends Rule
    ? Form extends 'other'
      ? SameParameters<English, Own[Form] & string, 'count'>
      : [Exclude<ParameterNames<Own[Form]>, ParameterNames<English> | 'count'>] extends [never]
        ? Own[Form]
        : OtherParameters<English>
    : never;
};

type Fitting<English, Own, Rule> = {
  readonly [Key in keyof Own]: Key extends keyof English
    ? English[Key] extends { readonly other: infer Other extends string }
      ? SameForms<Other, Own[Key], Rule>
      : SameParameters<English[Key] & string, Own[Key] & string>
    : never;
};

/**
 * Takes another language's counterpart of an English catalogue: the same names, each with the same parameters, and for
 * a text with a count the plural forms that the language has. Anything else does not compile.
 */
export function translationOf<English, Rule extends Intl.LDMLPluralRule>() {
  type Shape = { readonly [Key in keyof English]: English[Key] extends string ? string : { readonly [Form in Rule]: string } };
  return <const Own extends Shape>(own: Own & Fitting<English, Own, Rule>): Own => own;
}

/** Gives a text in the user's language. */
export type Translate = <Key extends TextKey>(key: Key, ...parameters: Parameters<Key>) => string;

export function translator(catalogue: Catalogue, locale: string): Translate {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (key, ...[parameters]) => {
    const values = (parameters ?? {}) as Readonly<Record<string, string | number>>;
    const entry: string | Plural = catalogue[key];
    const text = typeof entry === 'string' ? entry : entry[plurals.select(Number(values['count']))] ?? entry.other;
    return text.replace(/\{(\w+)\}(\.?)/g, (whole, name: string, stop: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      const said = typeof value === 'number' ? numbers.format(value) : value;
      // "vor 2 Min." ends a sentence by itself.
      return said.endsWith('.') ? said : said + stop;
    });
  };
}
