import Button from '@atlaskit/button/new';
import { useState } from 'react';
import { useFocusBack, useFocusHere } from '../../hooks/use-focus';
import { useLocale } from '../../locale/locale';
import { VerdictLozenge } from '../../parts/verdict';
import type { RuleNow } from '../../wire';
import { DecisionDetails } from './decision-details';
import { nowSentence, type Names } from './decision-words';
import { Disclosure } from './disclosure';
import styles from './why.module.css';

interface Props {
  readonly rules: readonly RuleNow[];
  readonly names: Names;
  /** The rule that is being run again; none when none is. */
  readonly running: string | null;
  readonly onRun: (rule: string) => void;
}

/** What each rule of the project says of the issue now, also where nothing ever happened. */
export function NowList({ rules, names, running, onRun }: Props) {
  const locale = useLocale();
  const { t } = locale;
  return (
    <ul className={styles.list}>
      {rules.map((rule) => (
        <li key={rule.decision.rule} data-verdict={rule.decision.verdict}>
          <Disclosure
            title={nowSentence(rule.decision, names, locale)}
            about={<span>{t('why.rule', { rule: rule.decision.name })}</span>}
            aside={<VerdictLozenge verdict={rule.decision.verdict} />}
          >
            <DecisionDetails decision={rule.decision} plan={null} />
          </Disclosure>
          {rule.mayRunAgain && (
            <RunAgain
              rule={rule}
              object={names.object(rule.decision.object)}
              running={running === rule.decision.rule}
              disabled={running !== null}
              onRun={() => onRun(rule.decision.rule)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

interface RunProps {
  readonly rule: RuleNow;
  readonly object: string;
  readonly running: boolean;
  readonly disabled: boolean;
  readonly onRun: () => void;
}

/** Lets a rule run again, after saying what that may do. */
function RunAgain({ rule: { decision }, object, running, disabled, onRun }: RunProps) {
  const { t } = useLocale();
  const [asking, setAsking] = useState(false);
  const button = useFocusBack<HTMLButtonElement>(asking);
  const rule = decision.name;
  if (!asking)
    return (
      <div className={styles.run}>
        <Button
          ref={button}
          spacing="compact"
          isDisabled={disabled}
          aria-label={t('why.runAgainRule', { rule })}
          onClick={() => setAsking(true)}
        >
          {t('why.runAgain')}
        </Button>
      </div>
    );
  return (
    <Asking
      text={t(decision.verdict === 'refused' ? 'why.confirm.refused' : 'why.confirm.fired', { rule, object })}
      running={running}
      onRun={onRun}
      onCancel={() => setAsking(false)}
    />
  );
}

interface AskingProps {
  readonly text: string;
  readonly running: boolean;
  readonly onRun: () => void;
  readonly onCancel: () => void;
}

function Asking({ text, running, onRun, onCancel }: AskingProps) {
  const { t } = useLocale();
  const confirm = useFocusHere<HTMLButtonElement>();
  return (
    <div className={styles.asking} role="group" aria-label={text}>
      <p>{text}</p>
      <div className={styles.actions}>
        <Button ref={confirm} appearance="primary" spacing="compact" isLoading={running} onClick={onRun}>
          {t('why.runAgain')}
        </Button>
        <Button appearance="subtle" spacing="compact" isDisabled={running} onClick={onCancel}>
          {t('action.cancel')}
        </Button>
      </div>
    </div>
  );
}
