import type { Locale } from '../../../locale/locale';
import { plainName } from '../../../parts/plain-text';

/** Why a file is not taken. */
export type Refusal =
  | { readonly kind: 'several' }
  | { readonly kind: 'type' | 'empty'; readonly name: string }
  | { readonly kind: 'large'; readonly name: string; readonly bytes: number }
  /** Jira did not take it. */
  | { readonly kind: 'jiraLarge' | 'forbidden' | 'other'; readonly name: string; readonly detail: string };

/** What stands against files before anything is sent. */
export function refusalOf(files: readonly File[], bytesMax: number): Refusal | null {
  const [file] = files;
  if (file === undefined) return null;
  if (files.length > 1) return { kind: 'several' };
  if (!/\.csv$/i.test(file.name)) return { kind: 'type', name: file.name };
  if (file.size === 0) return { kind: 'empty', name: file.name };
  return file.size > bytesMax ? { kind: 'large', name: file.name, bytes: file.size } : null;
}

export interface RefusalWords {
  readonly title: string;
  readonly hint: string;
  readonly detail: string | null;
}

export function refusalWords(refusal: Refusal, bytesMax: number, { t, format }: Locale): RefusalWords {
  switch (refusal.kind) {
    case 'several':
      return { title: t('upload.refused.several'), hint: t('upload.refused.severalHint'), detail: null };
    case 'type':
    case 'empty': {
      const title = t(`upload.refused.${refusal.kind}`, { name: plainName(refusal.name) });
      return { title, hint: t(`upload.refused.${refusal.kind}Hint`), detail: null };
    }
    case 'large': {
      const sizes = { bytes: format.bytes(refusal.bytes), most: format.bytes(bytesMax) };
      return {
        title: t('upload.refused.large', { name: plainName(refusal.name) }),
        hint: t('upload.refused.largeHint', sizes),
        detail: null,
      };
    }
    case 'jiraLarge':
    case 'forbidden':
    case 'other':
      return {
        title: t(`upload.refused.${refusal.kind}`),
        hint: t(`upload.refused.${refusal.kind}Hint`),
        detail: refusal.detail === '' ? null : t('upload.refused.detail', { text: refusal.detail }),
      };
    default:
      return refusal satisfies never;
  }
}
