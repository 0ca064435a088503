import { IconButton } from '@atlaskit/button/new';
import { Label } from '@atlaskit/form';
import SearchIcon from '@atlaskit/icon/core/search';
import Select from '@atlaskit/select';
import Textfield from '@atlaskit/textfield';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useLocale } from '../../locale/locale';
import { ObjectTile } from '../../parts/object-tile';
import type { ObjectChoice } from '../../wire';
import styles from './link.module.css';

interface Props {
  readonly objects: readonly ObjectChoice[];
  readonly onObject: () => void;
  readonly onSearch: (object: string, keywords: string) => void;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** Which object to search, and for what. */
export function SearchForm({ objects, onObject, onSearch }: Props) {
  const { t } = useLocale();
  const options: Option[] = objects.map((each) => ({ value: each.object, label: each.labelPlural }));
  const [object, setObject] = useState(options[0]);
  const [keywords, setKeywords] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (object !== undefined && keywords.trim() !== '') onSearch(object.value, keywords.trim());
    else field.current?.focus();
  };
  return (
    <form role="search" className={styles.form} onSubmit={submit}>
      <div className={styles.object}>
        <Label htmlFor="link-object">{t('link.object')}</Label>
        <Select<Option>
          inputId="link-object"
          options={options}
          value={object}
          isSearchable={false}
          formatOptionLabel={({ value, label }) => (
            <span className={styles.option}>
              <ObjectTile object={value} />
              {label}
            </span>
          )}
          onChange={(option) => {
            if (option === null) return;
            setObject(option);
            onObject();
          }}
        />
      </div>
      <div className={styles.keywords}>
        <Label htmlFor="link-keywords">{t('link.keywords')}</Label>
        <Textfield
          id="link-keywords"
          ref={field}
          type="search"
          autoComplete="off"
          value={keywords}
          placeholder={t('link.keywordsHint')}
          onChange={(event) => setKeywords(event.currentTarget.value)}
          elemAfterInput={
            <span className={styles.icon}>
              <IconButton icon={SearchIcon} label={t('link.search')} appearance="subtle" spacing="compact" type="submit" />
            </span>
          }
        />
      </div>
    </form>
  );
}
