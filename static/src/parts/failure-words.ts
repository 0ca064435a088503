import type { PageFailure, PageFailureCode } from '../bridge/calls';
import type { Locale } from '../locale/locale';
import type { TextKey } from '../locale/texts';

export interface FailureWords {
  readonly title: string;
  readonly remedy: string;
  /** When to try again, when that is known. */
  readonly wait: string | null;
  /** The core's own words, where they say more than the code does. */
  readonly detail: string | null;
}

/** The codes whose text says what or where, which the page's own words for the code cannot. */
const DETAILED: ReadonlySet<PageFailureCode> = new Set<PageFailureCode>([
  'salesforceForbidden',
  'salesforceRefused',
  'hostRefused',
  'credentialsRefused',
  'objectNotConfigured',
  'notPermitted',
  'invalid',
  'configurationInvalid',
  'bug',
]);

/** What a failure is called and what to do about it: every code has its own words. */
export function failureWords(failure: PageFailure, { t, format, said }: Locale): FailureWords {
  const title: TextKey = `failure.${failure.code}.title`;
  const remedy: TextKey = `failure.${failure.code}.remedy`;
  return {
    title: t(title),
    remedy: t(remedy),
    wait: failure.retryAfterMs === null ? null : t('failure.wait', { time: format.duration(failure.retryAfterMs) }),
    detail: DETAILED.has(failure.code) && failure.text !== '' ? said(failure.text) : null,
  };
}

/** The same of what Weftline did by itself: nobody sits before a form that could be changed. */
export function workWords(failure: PageFailure, locale: Locale): FailureWords {
  const words = failureWords(failure, locale);
  if (failure.code !== 'invalid') return words;
  return { ...words, title: locale.t('failure.refused.title'), remedy: locale.t('failure.refused.remedy') };
}
