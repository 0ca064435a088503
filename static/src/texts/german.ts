import { translationOf } from '../locale/texts';

/** Takes the German counterpart of an English catalogue. German has one form for one thing and another for all others. */
export const german = <English>() => translationOf<English, 'one' | 'other'>();
