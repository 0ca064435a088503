import Button from '@atlaskit/button/new';
import CheckCircleIcon from '@atlaskit/icon/core/check-circle';
import ChevronDownIcon from '@atlaskit/icon/core/chevron-down';
import ChevronRightIcon from '@atlaskit/icon/core/chevron-right';
import SectionMessage from '@atlaskit/section-message';
import { useId, useRef, useState } from 'react';
import { useLocale } from '../../../locale/locale';
import { CopyField } from '../../../parts/copy-field';
import { GUIDE, type Line, type Step } from './guide-steps';
import styles from './guide.module.css';

/** How to make the External Client App, step by step. What is done folds up, and the next step opens. */
export function Guide({ callbackUrl }: { callbackUrl: string }) {
  const { t } = useLocale();
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set([0]));
  const [done, setDone] = useState<ReadonlySet<number>>(new Set());
  const list = useRef<HTMLOListElement>(null);
  const toggle = (index: number): void =>
    setOpen((before) => new Set(before.has(index) ? [...before].filter((each) => each !== index) : [...before, index]));
  const onDone = (index: number): void => {
    setDone((before) => new Set([...before, index]));
    setOpen((before) => new Set([...[...before].filter((each) => each !== index), index + 1]));
    const headings = list.current?.querySelectorAll<HTMLElement>('[data-step]');
    (headings?.item(index + 1) ?? headings?.item(index))?.focus();
  };
  return (
    <ol ref={list} className={styles.guide} aria-label={t('guide.title')}>
      {GUIDE.map((step, index) => (
        <GuideStep
          key={step.key}
          step={step}
          index={index}
          callbackUrl={callbackUrl}
          isOpen={open.has(index)}
          isDone={done.has(index)}
          onToggle={() => toggle(index)}
          onDone={() => onDone(index)}
        />
      ))}
    </ol>
  );
}

interface StepProps {
  readonly step: Step;
  readonly index: number;
  readonly callbackUrl: string;
  readonly isOpen: boolean;
  readonly isDone: boolean;
  readonly onToggle: () => void;
  readonly onDone: () => void;
}

function GuideStep({ step, index, callbackUrl, isOpen, isDone, onToggle, onDone }: StepProps) {
  const { t, format } = useLocale();
  const id = useId();
  return (
    <li className={styles.step}>
      <button
        type="button"
        data-step={step.key}
        className={styles.heading}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={onToggle}
      >
        {isDone ? (
          <CheckCircleIcon label={t('guide.isDone')} color="var(--ds-icon-success)" />
        ) : (
          <span className={styles.number}>{format.number(index + 1, 0)}</span>
        )}
        <span className={styles.title}>{t(step.title)}</span>
        {isOpen ? <ChevronDownIcon label="" /> : <ChevronRightIcon label="" />}
      </button>
      <div id={id} className={styles.body} hidden={!isOpen}>
        <p className={styles.where}>{t(step.where)}</p>
        <ul className={styles.lines}>
          {step.lines
            .filter(({ kind }) => kind !== 'warning')
            .map((line) => (
              <StepLine key={line.text} line={line} />
            ))}
        </ul>
        {step.copy === 'callbackUrl' && <CopyField label={t('guide.callbackUrl')} value={callbackUrl} />}
        {step.lines
          .filter(({ kind }) => kind === 'warning')
          .map(({ text }) => (
            <SectionMessage key={text} appearance="warning">
              <p>{t(text)}</p>
            </SectionMessage>
          ))}
        <div>
          <Button onClick={onDone} aria-label={t('guide.doneStep', { step: format.number(index + 1, 0) })}>
            {t('guide.done')}
          </Button>
        </div>
      </div>
    </li>
  );
}

function StepLine({ line }: { line: Line }) {
  const { t } = useLocale();
  return <li className={line.kind === 'optional' ? styles.optional : undefined}>{t(line.text)}</li>;
}
