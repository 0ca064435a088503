import type { Patterns } from '../../locale/said';

/** What is said of Salesforce's and Jira's refusals, and of rich text, in German. */
export const deSaidOutside: Patterns = {
  'the reply cannot be read as {}': 'die Antwort kann nicht gelesen werden als {1}',
  'Jira does not permit this': 'Jira lässt das nicht zu',
  'Jira does not have this, or does not show it to you': 'Jira hat das nicht oder zeigt es Ihnen nicht',
  'Jira asks to wait: too many requests': 'Jira bittet zu warten: zu viele Anfragen',
  "Jira's reply cannot be read": 'die Antwort von Jira kann nicht gelesen werden',
  'Jira is not available at the moment': 'Jira ist zurzeit nicht verfügbar',
  'Jira refused the request': 'Jira hat die Anfrage abgelehnt',

  'formatting is lost: {}': 'Formatierung geht verloren: {1}',
  'layout is lost: {}': 'Anordnung geht verloren: {1}',
  'only the names of files are kept: {}': 'von Dateien bleiben nur die Namen: {1}',
  'mentions become plain names: {}': 'Erwähnungen werden zu einfachen Namen: {1}',
  'what an extension shows is lost: {}': 'was eine Erweiterung zeigt, geht verloren: {1}',
  'only the text is kept of what is unknown: {}': 'von Unbekanntem bleibt nur der Text: {1}',
  'deep nesting is flattened: {}': 'tiefe Verschachtelung wird flacher: {1}',
  'a document is expected': 'ein Dokument wird erwartet',
  'the document is nested too deeply': 'das Dokument ist zu tief verschachtelt',

  '{}: use `{}`': '{1}: Verwenden Sie `{2}`',
  '{}, as in `https://acme.my.salesforce.com`': '{1}, wie in `https://acme.my.salesforce.com`',
  'Salesforce is not available at the moment': 'Salesforce ist zurzeit nicht verfügbar',
  'someone else is just changing the record in Salesforce': 'jemand anderes ändert den Datensatz gerade in Salesforce',
  "the org's API calls are used up for now": 'die API-Aufrufe der Org sind vorerst aufgebraucht',
  "Salesforce does not accept the connection's token": 'Salesforce nimmt das Token der Verbindung nicht an',
  'Salesforce does not let this connection use its API': 'Salesforce lässt diese Verbindung seine API nicht benutzen',
  'the integration user lacks a right in Salesforce': 'dem Integrationsbenutzer fehlt in Salesforce ein Recht',
  'another record in Salesforce has the same value in a field that must be unique':
    'ein anderer Datensatz in Salesforce hat denselben Wert in einem Feld, das eindeutig sein muss',
  'a duplicate rule in Salesforce found similar records': 'eine Duplikatregel in Salesforce hat ähnliche Datensätze gefunden',
  'Salesforce does not accept a value': 'Salesforce nimmt einen Wert nicht an',
  'Salesforce refused the request: an object, field or value is not there for the integration user':
    'Salesforce hat die Anfrage abgelehnt: Ein Objekt, ein Feld oder ein Wert ist für den Integrationsbenutzer nicht da',
  'the record was deleted in Salesforce': 'der Datensatz wurde in Salesforce gelöscht',
  'the record does not exist in Salesforce, or the integration user may not see it':
    'den Datensatz gibt es in Salesforce nicht, oder der Integrationsbenutzer darf ihn nicht sehen',
  'Salesforce no longer accepts the connection: an admin has to reconnect': 'Salesforce nimmt die Verbindung nicht mehr an: Ein Administrator muss sie erneuern',
  "the connection's token is just being renewed": 'das Token der Verbindung wird gerade erneuert',
  'Salesforce does not accept the consumer key or secret, or the app there is not set up for this':
    'Salesforce nimmt Verbraucherschlüssel oder -geheimnis nicht an, oder die App dort ist dafür nicht eingerichtet',
  "the address is not one of Salesforce's": 'die Adresse gehört nicht zu Salesforce',
  'Salesforce refused the request': 'Salesforce hat die Anfrage abgelehnt',
  'fill in the field': 'füllen Sie das Feld aus',
  'shorten the text': 'kürzen Sie den Text',
  "choose one of the field's values": 'wählen Sie einen der Werte des Felds',
  'correct the e-mail address': 'berichtigen Sie die E-Mail-Adresse',
  'give a number with fewer digits': 'geben Sie eine Zahl mit weniger Stellen an',
  'choose another record: this one does not exist or is of another kind': 'wählen Sie einen anderen Datensatz: Diesen gibt es nicht, oder er ist von anderer Art',
  'choose another user: this one is not active or may not own the record':
    'wählen Sie einen anderen Benutzer: Dieser ist nicht aktiv oder darf den Datensatz nicht besitzen',
  'ask a Salesforce admin to let the integration user edit the field, or remove it from the mapping':
    'bitten Sie einen Salesforce-Administrator, den Integrationsbenutzer das Feld bearbeiten zu lassen, oder entfernen Sie es aus der Zuordnung',
  "ask a Salesforce admin: the org's storage is full": 'wenden Sie sich an einen Salesforce-Administrator: Der Speicher der Org ist voll',
  'try again': 'versuchen Sie es erneut',
  'wait, or ask a Salesforce admin for more API calls': 'warten Sie, oder bitten Sie einen Salesforce-Administrator um mehr API-Aufrufe',
  'ask a Salesforce admin to give the integration user the right': 'bitten Sie einen Salesforce-Administrator, dem Integrationsbenutzer das Recht zu geben',
  'link the existing record instead': 'verknüpfen Sie stattdessen den vorhandenen Datensatz',
  'ask an admin to check the configuration': 'bitten Sie einen Administrator, die Konfiguration zu prüfen',
  'the reply with status {} has no explanation': 'die Antwort mit dem Status {1} hat keine Erklärung',
  'several records have this external id': 'mehrere Datensätze haben diese externe ID',
  'the token reply names an address that is not a My Domain of Salesforce': 'die Antwort mit dem Token nennt eine Adresse, die keine My Domain von Salesforce ist',
  'access was not allowed in Salesforce: log in again and choose Allow': 'der Zugriff wurde in Salesforce nicht zugelassen: Melden Sie sich noch einmal an und wählen Sie „Zulassen“',
  "a Salesforce admin has to permit the user: in the app's policies, under Permitted Users, let all users authorize themselves, or give the user's profile or permission set access to the app":
    'ein Salesforce-Administrator muss den Benutzer zulassen: Lassen Sie in den Richtlinien der App unter „Permitted Users“ alle Benutzer sich selbst autorisieren, oder geben Sie dem Profil oder Berechtigungssatz des Benutzers Zugriff auf die App',
  "Salesforce blocks the app for this user: a Salesforce admin has to unblock it in Setup under Connected Apps OAuth Usage, and permit the user in the app's policies":
    'Salesforce sperrt die App für diesen Benutzer: Ein Salesforce-Administrator muss sie in Setup unter „Connected Apps OAuth Usage“ entsperren und den Benutzer in den Richtlinien der App zulassen',
  'the app is not installed in the org that was logged in to: log in to the org in which the External Client App was created, or create it there too':
    'die App ist in der Org, bei der angemeldet wurde, nicht installiert: Melden Sie sich bei der Org an, in der die externe Client-App angelegt wurde, oder legen Sie sie auch dort an',
  'Salesforce did not allow access: log in again and choose Allow, as a user whom the app\'s policies permit':
    'Salesforce hat den Zugriff nicht zugelassen: Melden Sie sich noch einmal als ein Benutzer an, den die Richtlinien der App zulassen, und wählen Sie „Zulassen“',
  "the callback URL in the app is another one: copy it from Weftline's page into the app's OAuth settings, exactly, and wait up to ten minutes until Salesforce knows it":
    'die Callback-URL in der App ist eine andere: Kopieren Sie sie genau so von der Seite von Weftline in die OAuth-Einstellungen der App, und warten Sie bis zu zehn Minuten, bis Salesforce sie kennt',
  "Salesforce does not know the consumer key: copy it again from the app's OAuth settings, and check the instance; a new app takes up to ten minutes until Salesforce knows it":
    'Salesforce kennt den Verbraucherschlüssel nicht: Kopieren Sie ihn noch einmal aus den OAuth-Einstellungen der App und prüfen Sie die Instanz; bei einer neuen App dauert es bis zu zehn Minuten, bis Salesforce ihn kennt',
  "Salesforce does not accept the consumer secret: copy it again from the app's OAuth settings":
    'Salesforce nimmt das Verbrauchergeheimnis nicht an: Kopieren Sie es noch einmal aus den OAuth-Einstellungen der App',
  'Salesforce did not accept the proof that this login was begun here (PKCE): begin the login again':
    'Salesforce nahm den Nachweis nicht an, dass diese Anmeldung hier begann (PKCE): Beginnen Sie die Anmeldung noch einmal',
  'the app lacks a scope: add `Manage user data via APIs (api)` and `Perform requests at any time (refresh_token, offline_access)` to its OAuth settings':
    'der App fehlt ein Scope: Fügen Sie ihren OAuth-Einstellungen `Manage user data via APIs (api)` und `Perform requests at any time (refresh_token, offline_access)` hinzu',
  'the app is not set up for this way of logging in: enable the flow in its OAuth settings':
    'die App ist für diese Art der Anmeldung nicht eingerichtet: Schalten Sie den Flow in ihren OAuth-Einstellungen ein',
  'the app has no user to run as: enable the client credentials flow in its policies and name the integration user there':
    'die App hat keinen Benutzer, als der sie läuft: Schalten Sie den Client-Credentials-Flow in ihren Richtlinien ein und nennen Sie dort den Integrationsbenutzer',
  "client credentials work only at the org's own My Domain: give that address": 'Client-Anmeldedaten gelten nur bei der eigenen My Domain der Org: Geben Sie diese Adresse an',
  'the integration user may not log in at this hour: a Salesforce admin has to change the login hours of its profile':
    'der Integrationsbenutzer darf sich zu dieser Stunde nicht anmelden: Ein Salesforce-Administrator muss die Anmeldezeiten seines Profils ändern',
  'the code from Salesforce has expired or was used: begin the login again': 'der Code von Salesforce ist abgelaufen oder wurde schon benutzt: Beginnen Sie die Anmeldung noch einmal',
  'Salesforce does not let the user log in: a Salesforce admin has to see whether it is active, not frozen, and may log in from here':
    'Salesforce lässt den Benutzer sich nicht anmelden: Ein Salesforce-Administrator muss nachsehen, ob er aktiv und nicht eingefroren ist und sich von hier anmelden darf',
  'the integration user is not active: a Salesforce admin has to activate it, or another user has to log in':
    'der Integrationsbenutzer ist nicht aktiv: Ein Salesforce-Administrator muss ihn aktivieren, oder ein anderer Benutzer muss sich anmelden',
  'the org is locked, closed or its trial has ended: a Salesforce admin has to open it again':
    'die Org ist gesperrt oder geschlossen, oder ihre Testzeit ist vorbei: Ein Salesforce-Administrator muss sie wieder öffnen',
  'the API is not enabled for the org or the user: the edition must include it, and the integration user needs the permission `API Enabled`':
    'die API ist für die Org oder den Benutzer nicht eingeschaltet: Die Edition muss sie enthalten, und der Integrationsbenutzer braucht die Berechtigung `API Enabled`',
  'the API is switched off for this user at the moment: a Salesforce admin has to see to the permission `API Enabled`':
    'die API ist für diesen Benutzer zurzeit ausgeschaltet: Ein Salesforce-Administrator muss sich um die Berechtigung `API Enabled` kümmern',
  "Salesforce does not let this user use the app: a Salesforce admin has to permit it in the app's policies":
    'Salesforce lässt diesen Benutzer die App nicht benutzen: Ein Salesforce-Administrator muss es in den Richtlinien der App zulassen',
  'the token is not good for the API: add the scope `Manage user data via APIs (api)` to the app and reconnect':
    'das Token gilt nicht für die API: Fügen Sie der App den Scope `Manage user data via APIs (api)` hinzu und verbinden Sie neu',
  'Salesforce refuses the address that Weftline calls from: take the IP allowlist off the app or set its IP relaxation to `Relax IP restrictions`, since an app in Forge has no addresses of its own, or use client credentials':
    'Salesforce lehnt die Adresse ab, von der Weftline aufruft: Nehmen Sie die IP-Positivliste von der App, oder stellen Sie ihre IP-Lockerung auf `Relax IP restrictions`, denn eine App in Forge hat keine eigenen Adressen, oder verwenden Sie Client-Anmeldedaten',
};
