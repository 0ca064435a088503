import { useLocale } from '../../../locale/locale';
import { RichText, slot } from '../../../parts/rich-text';
import styles from './rules.module.css';

/** What a rule is, by an example, while there is none. */
export function NoRules() {
  const { t } = useLocale();
  const example = (part: 'field' | 'values' | 'condition' | 'object') => <em>{t(`rules.example.${part}`)}</em>;
  return (
    <div className={styles.none}>
      <p>
        {t('rules.none')} {t('rules.noneHint')}
      </p>
      <p className={styles.example}>
        <RichText
          text={t('rules.example', {
            field: slot('field'),
            values: slot('values'),
            condition: slot('condition'),
            object: slot('object'),
          })}
          slots={{
            field: example('field'),
            values: example('values'),
            condition: example('condition'),
            object: example('object'),
          }}
        />
      </p>
    </div>
  );
}
