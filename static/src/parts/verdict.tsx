import Lozenge from '@atlaskit/lozenge';
import { useLocale } from '../locale/locale';
import type { Translate } from '../locale/texts';
import type { Verdict } from '../wire';

/** What a rule decided, in a sentence. `object` is what people call the object. */
export function verdictSentence(verdict: Verdict, object: string, t: Translate): string {
  switch (verdict) {
    case 'creates':
    case 'created':
    case 'firedBefore':
    case 'linkedAlready':
      return t(`verdict.${verdict}`, { object });
    case 'notTriggered':
    case 'conditionsUnmet':
    case 'restricted':
    case 'notConfigured':
    case 'switchedOff':
    case 'ruleOff':
    case 'refused':
    case 'unclear':
    case 'invalid':
      return t(`verdict.${verdict}`);
    default:
      return verdict satisfies never;
  }
}

/** Whether something is created, in a word. */
export function VerdictLozenge({ verdict }: { verdict: Verdict }) {
  const { t } = useLocale();
  switch (verdict) {
    case 'creates':
    case 'created':
      return <Lozenge appearance="success">{t(`verdict.word.${verdict}`)}</Lozenge>;
    case 'refused':
    case 'invalid':
      return <Lozenge appearance="removed">{t(`verdict.word.${verdict}`)}</Lozenge>;
    case 'unclear':
      return <Lozenge appearance="moved">{t('verdict.word.unclear')}</Lozenge>;
    case 'notTriggered':
    case 'conditionsUnmet':
    case 'firedBefore':
    case 'linkedAlready':
    case 'restricted':
    case 'notConfigured':
    case 'switchedOff':
    case 'ruleOff':
      return <Lozenge>{t('verdict.word.nothing')}</Lozenge>;
    default:
      return verdict satisfies never;
  }
}
