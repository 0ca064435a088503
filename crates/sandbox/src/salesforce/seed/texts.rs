//! Names and sentences of the demonstration's records, in several languages.

/// A market: country, cities with postal codes, mail domain's ending, telephone prefix, first and last names, and what
/// its customers write.
pub(crate) struct Market {
    pub(crate) country: &'static str,
    pub(crate) places: &'static [(&'static str, &'static str, &'static str)],
    pub(crate) ending: &'static str,
    pub(crate) prefix: &'static str,
    pub(crate) first: &'static [&'static str],
    pub(crate) last: &'static [&'static str],
    pub(crate) companies: &'static [&'static str],
    /// Subject and description of cases.
    pub(crate) cases: &'static [(&'static str, &'static str)],
    /// What is said in comments, by turns.
    pub(crate) comments: &'static [&'static str],
}

/// The markets, in the order in which accounts are dealt to them.
pub(crate) const MARKETS: &[Market] = &[
    Market {
        country: "United States",
        places: &[("Austin", "TX", "78701"), ("Portland", "OR", "97204"), ("Boston", "MA", "02110")],
        ending: "example.com",
        prefix: "+1 512 555",
        first: &["Olivia", "Liam", "Emma", "Noah", "Ava", "Ethan", "Grace", "Mason"],
        last: &["O'Brien", "Johnson", "Carter", "Nguyen", "Patel", "Brooks", "Ramirez", "Kowalski"],
        companies: &["Lone Star Pumps", "Cascade Packaging", "Harbor Cold Storage", "Bluebonnet Foods", "Ridge & Sons"],
        cases: &[
            (
                "Motor stops after ten minutes",
                "The conveyor motor on line 2 stops after about ten minutes. Restarting helps for a while.\nError code on the display: E-17.",
            ),
            (
                "Cannot log in to the portal",
                "Since this morning the portal says \"invalid password\" although nobody changed it. Reset mails do not arrive.",
            ),
            (
                "Invoice shows the wrong tax rate",
                "Invoice 2026-4471 was issued with 8.25 % but we are tax exempt. Certificate attached.",
            ),
            ("Gearbox noise under load", "Loud grinding from the gearbox above 60 % load. Oil level is fine."),
            (
                "How do we export sensor data?",
                "We would like to pull the hourly readings into our own database. Is there an API?",
            ),
        ],
        comments: &[
            "Thanks for reporting this. Could you send us the serial number?",
            "Serial number is GX-2210-88.",
            "Reproduced in our lab; a fix is being worked on.",
            "Any news? The line is down again.",
            "A replacement part left our warehouse today.",
        ],
    },
    Market {
        country: "Germany",
        places: &[("München", "Bayern", "80331"), ("Köln", "NRW", "50667"), ("Görlitz", "Sachsen", "02826")],
        ending: "example.de",
        prefix: "+49 89 5550",
        first: &["Jürgen", "Katrin", "Björn", "Ulrike", "Sören", "Änne", "Lukas", "Dörte"],
        last: &["Müller", "Schröder", "Weiß", "Köhler", "Groß", "Jäger", "Böhm", "Straßer"],
        companies: &["Böhm Antriebstechnik", "Schröder & Weiß", "Isar Kühlung", "Müllheim Verpackung"],
        cases: &[
            (
                "Steuerung startet nicht nach Stromausfall",
                "Nach dem Stromausfall von gestern Nacht bleibt die Steuerung im Zustand „Initialisierung“. Größe des Protokolls: 3 MB.",
            ),
            (
                "Rechnung doppelt erhalten",
                "Wir haben die Rechnung für Oktober zweimal erhalten, beide über 1.250,00 €. Bitte um Korrektur.",
            ),
            (
                "Frage zur Wartung des Getriebes",
                "In welchen Abständen muss das Öl gewechselt werden? Im Handbuch steht nichts darüber.",
            ),
            ("App zeigt falsche Temperatur", "Die App zeigt −40 °C, das Gerät selbst zeigt 21 °C."),
        ],
        comments: &[
            "Vielen Dank für Ihre Nachricht, wir prüfen das.",
            "Das Gerät wurde neu gestartet, leider ohne Erfolg.",
            "Bitte schicken Sie uns das Protokoll als Anhang.",
            "Der Techniker kommt am Donnerstag zwischen 8 und 10 Uhr.",
        ],
    },
    Market {
        country: "France",
        places: &[("Lyon", "Auvergne-Rhône-Alpes", "69002"), ("Nîmes", "Occitanie", "30000")],
        ending: "example.fr",
        prefix: "+33 4 55 50",
        first: &["Élodie", "François", "Chloé", "Théo", "Anaïs", "Jérôme"],
        last: &["Lefèvre", "Garçon", "Dubois", "Hélène-Roux", "Moreau", "N'Diaye"],
        companies: &["Ateliers Lefèvre", "Garçon Frères", "Rhône Logistique"],
        cases: &[
            (
                "Le moteur chauffe anormalement",
                "Depuis l'installation, le moteur dépasse 90 °C après une heure. L'arrêt d'urgence s'est déclenché deux fois.",
            ),
            (
                "Facture introuvable dans l'espace client",
                "La facture de septembre n'apparaît pas dans l'espace client.",
            ),
            ("Mise à jour impossible", "La mise à jour 4.2 échoue à 73 % avec le message « espace insuffisant »."),
        ],
        comments: &[
            "Merci pour votre message, nous revenons vers vous demain.",
            "Voici la capture d'écran demandée.",
            "Le problème est résolu de notre côté, merci !",
        ],
    },
    Market {
        country: "Japan",
        places: &[("大阪市", "大阪府", "530-0001"), ("横浜市", "神奈川県", "220-0011")],
        ending: "example.jp",
        prefix: "+81 6 5550",
        first: &["美咲", "健二", "陽菜", "大輔", "由美", "翔太"],
        last: &["佐藤", "田中", "山本", "中村", "小林", "渡辺"],
        companies: &["大阪精機株式会社", "横浜物流サービス", "山本食品工業"],
        cases: &[
            ("モーターから異音がする", "先週からモーターの起動時に異音がします。動画を添付します。ご確認ください。"),
            ("請求書の宛名を変更したい", "請求書の宛名を「株式会社山本食品」に変更してください。"),
            ("ログインできません", "パスワードを再設定しましたが、ポータルにログインできません。"),
        ],
        comments: &[
            "お問い合わせありがとうございます。確認いたします。",
            "再起動しましたが改善しません。",
            "部品を発送しました。",
        ],
    },
    Market {
        country: "Spain",
        places: &[("Sevilla", "Andalucía", "41001"), ("A Coruña", "Galicia", "15001")],
        ending: "example.es",
        prefix: "+34 95 555",
        first: &["José", "Begoña", "Íñigo", "María", "Núria", "Ramón"],
        last: &["Muñoz", "Ibáñez", "García", "Peña", "Fernández"],
        companies: &["Frío Ibérico", "Envases Peña", "Muñoz e Hijos"],
        cases: &[
            (
                "La cámara frigorífica no enfría",
                "La temperatura sube hasta 9 °C durante la noche. ¿Pueden enviar a un técnico mañana?",
            ),
            ("Cobro duplicado en la tarjeta", "Nos han cobrado dos veces el pedido 88213."),
            ("¿Cómo añado un usuario?", "Necesito dar acceso al portal a una compañera nueva."),
        ],
        comments: &["Gracias, lo estamos revisando.", "Adjunto la factura.", "¡Solucionado, muchas gracias!"],
    },
];
