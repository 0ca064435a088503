import { useLocale } from '../../locale/locale';
import type { PlainKey } from '../../locale/texts';
import { Empty } from '../../parts/empty';
import type { TabMissing } from '../../wire';

const WORDS: Readonly<Record<TabMissing, readonly [PlainKey, PlainKey]>> = {
  feedsOff: ['missing.feedsOff', 'missing.feedsOffHint'],
  emailOff: ['missing.emailOff', 'missing.emailOffHint'],
  noAccess: ['missing.noAccess', 'missing.noAccessHint'],
};

/** Why a tab has nothing to show, and who could change that. */
export function Missing({ missing }: { missing: TabMissing }) {
  const { t } = useLocale();
  const [title, hint] = WORDS[missing];
  return <Empty title={t(title)} hint={t(hint)} />;
}
