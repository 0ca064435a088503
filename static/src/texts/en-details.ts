/** The texts of a record's details: its fields, comments, feed and e-mails; and of the rich text editor. See `en.ts`. */
export const enDetails = {
  'editor.toolbar': 'Formatting',
  'editor.bold': 'Bold',
  'editor.italic': 'Italic',
  'editor.underline': 'Underline',
  'editor.strikethrough': 'Strikethrough',
  'editor.code': 'Code',
  'editor.bulleted': 'Bulleted list',
  'editor.numbered': 'Numbered list',
  'editor.link': 'Link',
  'editor.linkAddress': 'Address of the link',
  'editor.linkApply': 'Apply',
  'editor.linkRemove': 'Remove link',
  'editor.linkRefused': 'This is no web address, e-mail address or telephone number.',
} as const;
