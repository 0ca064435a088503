import type { Patterns } from '../../locale/said';

/** What the check of a file's rows says, in German. */
export const deSaidBulk: Patterns = {
  '{} is no record id: its last three characters do not belong to the others, it was mistyped or its case was changed':
    '{1} ist keine Datensatz-ID: Die letzten drei Zeichen gehören nicht zu den übrigen; sie wurde falsch eingegeben, oder Groß- und Kleinschreibung wurden geändert',
  '{} is no record id: give the 15 or 18 letters and digits of one': '{1} ist keine Datensatz-ID: Geben Sie die 15 oder 18 Buchstaben und Ziffern einer ID an',
  '{} is the id of another object: `{}` points to {}, whose ids begin with `{}`':
    '{1} ist die ID eines anderen Objekts: `{2}` verweist auf {3}, deren IDs mit `{4}` beginnen',
  '{} is not a value of `{}`: it takes none': '{1} ist kein Wert von `{2}`: Es nimmt keinen an',
  '{} is not a value of `{}`: it takes {} and {} more': '{1} ist kein Wert von `{2}`: Es nimmt {3} und {4} weitere an',
  '{} is not a value of `{}`: it takes {}': '{1} ist kein Wert von `{2}`: Es nimmt {3} an',
  '{} is no record type that may be given as `{}`: it takes none': '{1} ist kein Datensatztyp, der als `{2}` angegeben werden darf: Es nimmt keinen an',
  '{} is no record type that may be given as `{}`: it takes {} and {} more':
    '{1} ist kein Datensatztyp, der als `{2}` angegeben werden darf: Es nimmt {3} und {4} weitere an',
  '{} is no record type that may be given as `{}`: it takes {}': '{1} ist kein Datensatztyp, der als `{2}` angegeben werden darf: Es nimmt {3} an',
  '`#N/A` is what a spreadsheet shows for an error: write the value, or leave the cell empty':
    '`#N/A` zeigt eine Tabellenkalkulation bei einem Fehler: Schreiben Sie den Wert, oder lassen Sie die Zelle leer',
  '{} has {} digits before the point, `{}` holds {}': '{1} hat {2} Stellen vor dem Komma, `{3}` fasst {4}',
  '{} is too large: `{}` holds up to 2147483647': '{1} ist zu groß: `{2}` fasst höchstens 2147483647',
  '{} has decimals, `{}` holds whole numbers': '{1} hat Nachkommastellen, `{2}` fasst ganze Zahlen',
  '{} has {} decimals, `{}` holds {}': '{1} hat {2} Nachkommastellen, `{3}` fasst {4}',
  '{} is written with a decimal comma or with signs between thousands: write it with a decimal point and without signs between thousands, like `1250.5`':
    '{1} ist mit Dezimalkomma oder mit Tausendertrennzeichen geschrieben: Schreiben Sie es mit Dezimalpunkt und ohne Tausendertrennzeichen, wie `1250.5`',
  '{} is written with an exponent: write all its digits, like `1250.5`': '{1} ist mit Exponent geschrieben: Schreiben Sie alle Ziffern, wie `1250.5`',
  '{} has a sign of a currency or of percent: write the number alone, like `1250.5`':
    '{1} enthält ein Währungs- oder Prozentzeichen: Schreiben Sie nur die Zahl, wie `1250.5`',
  '{} is not a number: write it like `1250.5`': '{1} ist keine Zahl: Schreiben Sie sie wie `1250.5`',
  '{} is not an e-mail address: write it like `name@example.com`': '{1} ist keine E-Mail-Adresse: Schreiben Sie sie wie `name@example.com`',
  '{} has {} characters, `{}` holds {}: shorten it': '{1} hat {2} Zeichen, `{3}` fasst {4}: Kürzen Sie es',
  '{} has {} bytes, `{}` holds {}: shorten it': '{1} hat {2} Byte, `{3}` fasst {4}: Kürzen Sie es',
  '{} is not a time of day: write it like `09:30`': '{1} ist keine Uhrzeit: Schreiben Sie sie wie `09:30`',
  '{} is a date with a time: write the date alone, like `2026-11-21`': '{1} ist ein Datum mit Uhrzeit: Schreiben Sie nur das Datum, wie `2026-11-21`',
  '{} is not a date: write it as year, month and day, like `2026-11-21`': '{1} ist kein Datum: Schreiben Sie es als Jahr, Monat und Tag, wie `2026-11-21`',
  '{} is not a date and time: write it like `2026-11-21T09:30:00`, with `Z` or an offset like `+01:00` behind it if it has one':
    '{1} ist kein Datum mit Uhrzeit: Schreiben Sie es wie `2026-11-21T09:30:00`, gegebenenfalls mit `Z` oder einem Abstand wie `+01:00` dahinter',
  '{} is not between the years 1700 and 4000': '{1} liegt nicht zwischen den Jahren 1700 und 4000',
  '`{}` is filled twice': '`{1}` wird doppelt gefüllt',
  '`{}` is required, and nothing fills it': '`{1}` ist erforderlich, und nichts füllt es',
  '`{}` cannot be set when a record is created': '`{1}` kann beim Anlegen eines Datensatzes nicht gesetzt werden',
  '`{}` is of a type that a file cannot fill': '`{1}` ist von einem Typ, den eine Datei nicht füllen kann',
  'what fills `{}` is not a value': 'was `{1}` füllt, ist kein Wert',
  '`{}` is filled by a column that the file does not have': '`{1}` wird von einer Spalte gefüllt, die die Datei nicht hat',
  '{} does not go with {} of `{}`, with which goes {}': '{1} passt nicht zu {2} von `{3}`; dazu passt {4}',
  'no value': 'kein Wert',
  '`{}` is required, and this cell is empty': '`{1}` ist erforderlich, und diese Zelle ist leer',
  'no column that fills a field has anything in this row': 'keine Spalte, die ein Feld füllt, enthält in dieser Zeile etwas',
  '{} is neither true nor false: write `true` or `false`, `yes` or `no`, `1` or `0`':
    '{1} ist weder wahr noch falsch: Schreiben Sie `true` oder `false`, `yes` oder `no`, `1` oder `0`',
  'line {}, column {}: {}': 'Zeile {1}, Spalte {2}: {3}',
  'the row has {} fields where the first row has {}': 'die Zeile hat {1} Felder, die erste hat {2}',
  'the quote that opens this field is never closed: the rows behind it may be inside this field':
    'das Anführungszeichen, das dieses Feld öffnet, wird nie geschlossen: Die Zeilen dahinter stehen vielleicht in diesem Feld',
  'there is text after the quote that closes this field': 'nach dem Anführungszeichen, das dieses Feld schließt, steht Text',
  'there is a quote in a field that is not quoted': 'in einem Feld ohne Anführungszeichen steht ein Anführungszeichen',
  'there is a NUL character': 'es gibt ein NUL-Zeichen',
  "some bytes are no text in the file's encoding": 'einige Bytes sind in der Zeichencodierung der Datei kein Text',
  'the row does not end within 4 MiB, and nothing behind it can be read': 'die Zeile endet nicht innerhalb von 4 MiB, und dahinter kann nichts gelesen werden',
};
