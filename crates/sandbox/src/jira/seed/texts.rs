//! What the seeded issues say.

use super::people::{CARLA, JANE, KENJI, MIA, ZOE};

/// One seeded issue.
pub(super) struct Text {
    pub(super) summary: &'static str,
    pub(super) issue_type: &'static str,
    pub(super) priority: &'static str,
    pub(super) description: &'static [&'static str],
    pub(super) labels: &'static [&'static str],
    /// Authors and words.
    pub(super) comments: &'static [(&'static str, &'static str)],
}

const BUG: &str = "10004";
const TASK: &str = "10002";
const STORY: &str = "10001";
const EPIC: &str = "10000";
const REQUEST: &str = "10005";
const INCIDENT: &str = "10006";

const fn text(summary: &'static str, issue_type: &'static str, priority: &'static str) -> Text {
    Text { summary, issue_type, priority, description: &[], labels: &[], comments: &[] }
}

const fn told(
    summary: &'static str,
    issue_type: &'static str,
    priority: &'static str,
    description: &'static [&'static str],
    labels: &'static [&'static str],
    comments: &'static [(&'static str, &'static str)],
) -> Text {
    Text { summary, issue_type, priority, description, labels, comments }
}

/// The support project.
pub(super) const SUPPORT: [Text; 36] = [
    told(
        "Invoice total is one cent too high",
        BUG,
        "2",
        &["See the description."],
        &["billing"],
        &[
            (JANE, "I can reproduce it with 41 lines, not with 40."),
            (KENJI, "The export rounds each line. Fix is in review."),
        ],
    ),
    told(
        "All gateways of Acme offline since 06:12",
        BUG,
        "1",
        &["See the description."],
        &["outage", "escalated"],
        &[(MIA, "The customer calls every ten minutes. Please post each step here.")],
    ),
    told(
        "Geräte mit Umlaut fehlen in der Übersicht",
        BUG,
        "2",
        &["Siehe Beschreibung."],
        &["i18n"],
        &[(ZOE, "Der Index wurde mit der falschen Sortierung aufgebaut. Ich baue ihn heute Abend neu auf.")],
    ),
    told(
        "Le rapport mensuel n'arrive plus par e-mail",
        BUG,
        "3",
        &[
            "Depuis le 1er octobre, le rapport mensuel n'est plus envoyé à la comptabilité.",
            "Le téléchargement depuis le portail fonctionne : c'est seulement l'envoi qui échoue.",
        ],
        &["reports"],
        &[(JANE, "Adresse vérifiée, elle est correcte.")],
    ),
    told(
        "No puedo cambiar la dirección de facturación",
        BUG,
        "3",
        &["Al guardar aparece «Error inesperado» y la dirección sigue siendo la anterior. ¿Pueden ayudarnos?"],
        &["billing"],
        &[],
    ),
    told(
        "請求書のPDFで日本語が文字化けする",
        BUG,
        "2",
        &["会社名と住所が「□□□」と表示されます。ブラウザーでは正常です。"],
        &["billing", "i18n"],
        &[(KENJI, "フォントが埋め込まれていません。次の版で直します。")],
    ),
    told(
        "Portal login loops after password reset",
        BUG,
        "1",
        &[
            "After the reset the page goes to the login form again and again. Clearing cookies helps for one visit only.",
        ],
        &["login", "portal"],
        &[],
    ),
    text("Export of measurements stops at 65,536 rows", BUG, "3"),
    told(
        "Alarm e-mail arrives twice",
        BUG,
        "4",
        &["Each alarm is mailed twice within a second when the rule names a group that the person is in as well."],
        &["alerts"],
        &[],
    ),
    text("Add a second contact for escalations", TASK, "4"),
    told(
        "Ricevuta mancante per il pagamento del 3 novembre",
        TASK,
        "3",
        &["Il pagamento risulta registrato, ma la ricevuta non è nel portale."],
        &["billing"],
        &[],
    ),
    text("Dashboard shows yesterday's values until noon", BUG, "3"),
    text("Customer asks for a signed data processing agreement", TASK, "3"),
    told(
        "Sensor reads −40 °C in a heated room",
        BUG,
        "2",
        &["The value is exactly −40.0 °C = −40.0 °F, which looks like a missing value that was converted."],
        &["devices"],
        &[(KENJI, "It is: the raw value is 0x8000.")],
    ),
    text("Credit note for August was booked twice", BUG, "2"),
    text("Quarterly maintenance window: tell customers", TASK, "4"),
    told(
        "Não consigo adicionar utilizadores",
        BUG,
        "3",
        &["O botão «Adicionar» está desativado, embora ainda tenhamos 12 licenças."],
        &["portal"],
        &[],
    ),
    text("Move contract to the new legal entity", TASK, "3"),
    text("Webhook deliveries fail with certificate error", BUG, "2"),
    told(
        "Błąd 500 przy imporcie listy urządzeń",
        BUG,
        "3",
        &["Plik CSV ma 1 200 wierszy, separator to średnik. Import kończy się błędem 500 po około minucie."],
        &["import"],
        &[],
    ),
    text("Battery warning comes too late", BUG, "3"),
    text("Show serial numbers in the order confirmation", STORY, "4"),
    text("Account locked after three wrong codes", BUG, "2"),
    text("Map tiles do not load in the desktop app", BUG, "4"),
    told(
        "مشكلة في عرض الفواتير باللغة العربية",
        BUG,
        "3",
        &["الأرقام تظهر بترتيب معكوس في ملف الفاتورة."],
        &["billing", "i18n"],
        &[],
    ),
    text("Delivery note lists the wrong warehouse", BUG, "3"),
    text("Replace two defective sensors under warranty", TASK, "3"),
    text("Refund for unused licences", TASK, "4"),
    text("Report: add a column for the cost centre", STORY, "5"),
    told(
        "Zeitzone der Berichte falsch nach Zeitumstellung",
        BUG,
        "2",
        &["Seit dem 25. Oktober beginnen Tagesberichte um 23:00 Uhr des Vortags."],
        &["reports"],
        &[],
    ),
    text("Two-factor codes are not accepted on Android", BUG, "2"),
    text("Trial extension for a prospect", TASK, "5"),
    text("Search finds nothing with a hyphen in the name", BUG, "3"),
    text("PDF upload fails above 8 MB", BUG, "3"),
    text("Change of ownership: transfer 14 devices", TASK, "3"),
    text("Wrong VAT rate on invoices to Norway", BUG, "1"),
];

/// The developers' project.
pub(super) const ENGINEERING: [Text; 24] = [
    told(
        "Reconnect with back-off",
        STORY,
        "1",
        &["See the description."],
        &["broker"],
        &[(KENJI, "Simulation with 10,000 gateways: peak load falls from 9,400 to 310 connections a second.")],
    ),
    told("振動センサーの値が二倍になる", BUG, "2", &["説明を参照。"], &["firmware"], &[]),
    text("Gateway resilience", EPIC, "2"),
    text("Round invoice totals after summing", BUG, "2"),
    text("Embed fonts in PDF invoices", BUG, "3"),
    text("Rebuild the device index with the right collation", TASK, "2"),
    text("API: return 409 instead of 500 on duplicate serial numbers", BUG, "3"),
    text("Rotate signing keys without downtime", STORY, "2"),
    told(
        "Flaky test: broker_survives_restart",
        BUG,
        "4",
        &["Fails about one time in forty on the slow runner. The test waits for a fixed time instead of the event."],
        &["tests"],
        &[(ZOE, "Rewritten to wait for the event; 2,000 runs without a failure.")],
    ),
    text("Stream exports instead of building them in memory", STORY, "3"),
    text("Firmware 7.2: scale factor per sensor model", STORY, "2"),
    text("Upgrade the database to the next major version", TASK, "3"),
    text("Import: accept semicolons and Windows-1252", STORY, "3"),
    text("Alert rules: deduplicate recipients", BUG, "4"),
    text("Measure time to first alarm", TASK, "4"),
    text("Client library: retry on 429 with Retry-After", STORY, "3"),
    text("Memory grows by 2 MB an hour in the map view", BUG, "3"),
    text("Delete the legacy report generator", TASK, "5"),
    text("Webhook client does not send the intermediate certificate", BUG, "2"),
    text("Support IPv6 on the provisioning port", STORY, "4"),
    text("Battery model underestimates cold starts", BUG, "3"),
    text("Add tracing to the billing job", TASK, "4"),
    text("Sensor value 0x8000 means missing", BUG, "2"),
    text("Document the export format", TASK, "5"),
];

/// The service project.
pub(super) const HELP_DESK: [Text; 14] = [
    told(
        "How do I add a colleague to our account?",
        REQUEST,
        "3",
        &["We have a new colleague in accounting who needs to see the invoices."],
        &[],
        &[
            (JANE, "You can invite people under Settings, People. Tell us if the button is greyed out."),
            (ZOE, "Internal: their plan has no seats left. Sales should call them."),
            (CARLA, "It is greyed out."),
        ],
    ),
    told(
        "Our dashboard is empty this morning",
        INCIDENT,
        "2",
        &["All tiles say \"no data\" since about 07:30."],
        &[],
        &[
            (JANE, "We are on it and will answer within the hour."),
            (KENJI, "Internal: the aggregation job died at 07:28, restarted it."),
        ],
    ),
    text("Please send us the invoices of last year again", REQUEST, "4"),
    text("We need a static IP address for our firewall", REQUEST, "3"),
    text("Sensor in building C does not answer", INCIDENT, "2"),
    text("Can you export our data as Parquet?", REQUEST, "5"),
    text("Rechnung an neue Anschrift", REQUEST, "4"),
    text("Mot de passe oublié, l'e-mail n'arrive pas", REQUEST, "3"),
    text("API token for our integration", REQUEST, "3"),
    text("Alarm rang although the door was closed", INCIDENT, "2"),
    text("Which firmware is recommended for VS-30?", REQUEST, "4"),
    text("Cambio de titular del contrato", REQUEST, "3"),
    text("Too many e-mails from the report", REQUEST, "5"),
    text("Portal very slow from Singapore", INCIDENT, "3"),
];

/// The business project.
pub(super) const LEGAL: [Text; 3] = [
    text("Data processing agreement with Acme", TASK, "2"),
    text("Renew the hosting contract", TASK, "3"),
    text("Answer the supplier questionnaire", TASK, "4"),
];
