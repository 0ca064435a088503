import { useEffect, useRef, useState } from 'react';
import { call, type PageFailure } from '../../bridge/calls';
import type { RecordTypeView } from '../../wire';

export interface RecordTypeHandle {
  /** What the record type offers is being read; until then every value is offered. */
  readonly reading: boolean;
  readonly failure: PageFailure | null;
  readonly again: () => void;
}

interface Answered {
  readonly asked: string;
  readonly failure: PageFailure | null;
}

/** Reads what a record type makes of the form, once for each that is chosen, and hands it over. */
export function useRecordType(
  object: string,
  recordType: string | null,
  onRead: (view: RecordTypeView) => void,
): RecordTypeHandle {
  const [answered, setAnswered] = useState<Answered>({ asked: '', failure: null });
  const [attempt, setAttempt] = useState(0);
  const read = useRef(new Map<string, RecordTypeView>());
  const asked = `${attempt} ${recordType ?? ''}`;

  useEffect(() => {
    if (recordType === null) return undefined;
    const before = read.current.get(recordType);
    if (before !== undefined) {
      onRead(before);
      setAnswered({ asked, failure: null });
      return undefined;
    }
    let current = true;
    void call('recordType', { object, recordType }).then((outcome) => {
      if (outcome.kind === 'ok') read.current.set(recordType, outcome.view);
      if (!current) return;
      if (outcome.kind === 'ok') onRead(outcome.view);
      setAnswered({ asked, failure: outcome.kind === 'ok' ? null : outcome.failure });
    });
    return () => {
      current = false;
    };
  }, [object, recordType, asked, onRead]);
  const settled = recordType === null || answered.asked === asked;
  return { reading: !settled, failure: settled ? answered.failure : null, again: () => setAttempt((before) => before + 1) };
}
