import Lozenge from '@atlaskit/lozenge';
import type { ReactNode } from 'react';
import { useLocale } from '../../../locale/locale';
import type { Judgement } from '../../../wire';
import styles from './health.module.css';

interface Props {
  /** Names it for who looks for it in the page. */
  readonly id: string;
  readonly label: string;
  readonly judgement: Judgement | null;
  readonly children: ReactNode;
}

/** A number of the health page in a sentence, with what is judged of it. */
export function Fact({ id, label, judgement, children }: Props) {
  return (
    <div className={styles.fact} data-fact={id} data-judgement={judgement ?? undefined}>
      <dt>{label}</dt>
      <dd className={styles.words}>{children}</dd>
      {judgement !== null && (
        <dd className={styles.judgement}>
          <JudgementLozenge judgement={judgement} />
        </dd>
      )}
    </div>
  );
}

export function JudgementLozenge({ judgement }: { judgement: Judgement }) {
  const { t } = useLocale();
  switch (judgement) {
    case 'fine':
      return <Lozenge appearance="success">{t('judgement.fine')}</Lozenge>;
    case 'watch':
      return <Lozenge appearance="moved">{t('judgement.watch')}</Lozenge>;
    case 'bad':
      return <Lozenge appearance="removed">{t('judgement.bad')}</Lozenge>;
    default:
      return judgement satisfies never;
  }
}
