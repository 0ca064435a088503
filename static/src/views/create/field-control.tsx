import TextArea from '@atlaskit/textarea';
import Textfield from '@atlaskit/textfield';
import { Editor } from '../../parts/editor/editor';
import type { FieldType, FormField } from '../../wire';
import type { Offer } from './dependents';
import type { Draft } from './drafts';
import { LookupControl } from './lookup-control';
import { NumberControl } from './number-control';
import { MultiPicklistControl, PicklistControl } from './picklist-control';

export interface ControlProps {
  readonly id: string;
  readonly field: FormField;
  readonly isInvalid: boolean;
  readonly describedBy: string | undefined;
}

export interface EditableProps extends ControlProps {
  readonly object: string;
  readonly draft: string;
  /** What a picklist offers as the field that it depends on stands. */
  readonly offer: Offer;
  /** What a picklist offers is being read. */
  readonly reading: boolean;
  readonly onChange: (draft: Draft) => void;
}

/** The control for a field's type. */
export function FieldControl(props: EditableProps) {
  const { id, field, isInvalid, describedBy, draft, onChange } = props;
  switch (field.fieldType) {
    case 'textarea':
      return field.html ? (
        <Editor
          id={id}
          label={field.label}
          describedBy={describedBy}
          holds="field"
          value={draft}
          isInvalid={isInvalid}
          isRequired={field.required}
          onChange={onChange}
        />
      ) : (
        <TextArea
          id={id}
          value={draft}
          isInvalid={isInvalid}
          isRequired={field.required}
          aria-describedby={describedBy}
          minimumRows={4}
          resize="vertical"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'picklist':
      return <PicklistControl {...props} />;
    case 'multipicklist':
      return <MultiPicklistControl {...props} />;
    case 'reference':
      // A record type is a lookup that offers a handful of values, and all of them.
      return field.options.length > 0 ? <PicklistControl {...props} /> : <LookupControl {...props} />;
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return <NumberControl {...props} />;
    default:
      return (
        <Textfield
          id={id}
          value={draft}
          isInvalid={isInvalid}
          isRequired={field.required}
          aria-describedby={describedBy}
          autoComplete="off"
          {...inputOf(field.fieldType)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

interface Input {
  readonly type: string;
  readonly inputMode?: 'decimal' | 'numeric';
}

/** The browser's own input for a type. Numbers are text, so that what cannot be read is not lost but refused. */
export function inputOf(type: FieldType): Input {
  switch (type) {
    case 'int':
    case 'long':
      return { type: 'text', inputMode: 'numeric' };
    case 'double':
    case 'currency':
    case 'percent':
      return { type: 'text', inputMode: 'decimal' };
    case 'date':
      return { type: 'date' };
    case 'datetime':
      return { type: 'datetime-local' };
    case 'time':
      return { type: 'time' };
    case 'email':
      return { type: 'email' };
    case 'phone':
      return { type: 'tel' };
    case 'url':
      return { type: 'url' };
    default:
      return { type: 'text' };
  }
}
