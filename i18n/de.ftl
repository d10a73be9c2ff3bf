# German («Sie»). Keys and arguments as in en.ftl; the last section replaces the words of dates and devices.

## API messages: signing in

m-1010000 = Anmelden
m-1010001 = Anmelden
m-1010002 = Mit { $provider } anmelden
m-1010003 = Dieser Schritt ist heikel. Bitte bestätigen Sie deshalb noch einmal, dass Sie es sind.
m-1010004 = Der erste Schritt war richtig. Für dieses Konto bestätigen Sie bitte noch auf einem zweiten Weg, dass Sie es sind.
m-1010005 = Prüfen
m-1010006 = Code aus Ihrer Anmelde-App
m-1010007 = Einer Ihrer Wiederherstellungscodes
m-1010008 = Mit Sicherheitsschlüssel anmelden
m-1010009 = Anmelde-App verwenden
m-1010010 = Wiederherstellungscode verwenden
m-1010011 = Weiter mit Sicherheitsschlüssel
m-1010012 = Halten Sie Ihr Gerät bereit, dann kann es weitergehen.
m-1010013 = Weiter
m-1010014 = Wenn wir diese Adresse kennen, ist ein Code dorthin unterwegs.
m-1010015 = Anmeldecode senden
m-1010016 = Für { $duplicate_identifier } gibt es schon ein Konto. Melden Sie sich einmal dort an, dann können Sie künftig auch { $provider } dafür verwenden.
m-1010017 = Anmelden und verbinden
m-1010018 = Weiter mit { $provider }
m-1010019 = Code senden
m-1010020 = Wir senden einen Code an eine Adresse, die zu Ihrem Konto gehört.
m-1010021 = Passkey verwenden
m-1010022 = Mit Passwort anmelden
m-1010023 = Code an { $address } senden
m-1010024 = Dieses Gerät verwenden
m-1010025 = Ein Code ist zu Ihnen unterwegs. Geben Sie ihn hier ein, dann geht es weiter.
m-1019001 = Wiederherstellungscode Nummer { $number }
m-1019002 = Das war Ihr letzter Wiederherstellungscode. Hier sind neue: Sie gelten, sobald Sie bestätigen, dass sie gesichert sind. Bis dahin gilt der eingegebene Code weiter.
m-1019003 = Ein Wiederherstellungscode gilt nur einmal, darum ist hier Ihr neuer. Er gilt, sobald Sie bestätigen, dass er gesichert ist. Bis dahin gilt der eingegebene Code weiter.
m-1019004 = Sie sind mit einem Wiederherstellungscode in Ihr Konto zurückgekommen, darum sind hier neue. Sie gelten, sobald Sie bestätigen, dass sie gesichert sind. Bis dahin gilt der eingegebene Code weiter.
m-1020000 = Abmelden
m-1030000 = Zweiter Schritt

## API messages: creating an account

m-1040001 = Konto erstellen
m-1040002 = Konto mit { $provider } erstellen
m-1040003 = Weiter
m-1040004 = Konto mit Sicherheitsschlüssel erstellen
m-1040005 = Ein Code ist zu Ihnen unterwegs. Geben Sie ihn hier ein, dann ist Ihr Konto fertig.
m-1040006 = Code senden
m-1040007 = Konto mit Passkey erstellen
m-1040008 = Angaben ändern
m-1040009 = Fast fertig. Wählen Sie, wie Sie sich künftig anmelden möchten.

## API messages: the account

m-1050001 = Gespeichert.
m-1050002 = Mit { $provider } verbinden
m-1050003 = Verbindung mit { $provider } trennen
m-1050004 = Anmelde-App ausschalten
m-1050005 = QR-Code für Ihre Anmelde-App
m-1050006 = { $secret }
m-1050007 = Wiederherstellungscodes anzeigen
m-1050008 = Neue Wiederherstellungscodes erstellen
m-1050009 = { $secret }
m-1050010 = Bewahren Sie diese Codes so auf, dass Sie auch ohne dieses Gerät an sie herankommen.
m-1050011 = Ich habe meine Codes gesichert
m-1050012 = Sicherheitsschlüssel hinzufügen
m-1050013 = Name für diesen Schlüssel
m-1050014 = Verwendet: { $used_at }
m-1050015 = { $secrets }
m-1050016 = Ausschalten
m-1050017 = Keine Kamera zur Hand? Geben Sie stattdessen diesen Schlüssel in Ihre App ein.
m-1050018 = Sicherheitsschlüssel „{ $display_name }“ entfernen
m-1050019 = Passkey hinzufügen
m-1050020 = Passkey „{ $display_name }“ entfernen
m-1050021 = Dieses Gerät hinzufügen
m-1050022 = Dieses Gerät entfernen
m-1050023 = Ihre Organisation verwaltet dieses Konto. Manches lässt sich deshalb nur dort ändern.

## API messages: recovery, labels, verification

m-1059001 = Noch etwas: Sichern Sie, was hier unten steht. Was Sie eingerichtet haben, gilt erst, wenn Sie das bestätigen.
m-1059002 = { $left ->
    [0] Sie haben keinen Wiederherstellungscode mehr. Erstellen Sie neue.
    [one] Sie haben noch einen Wiederherstellungscode. Erstellen Sie neue, solange Sie sich noch anmelden können.
   *[other] Sie haben noch { $left } Wiederherstellungscodes. Erstellen Sie neue, solange Sie sich noch anmelden können.
  }
m-1059003 = Noch ein Schritt, bevor es weitergeht. Er sorgt dafür, dass Sie immer wieder hineinkommen.
m-1059004 = Dieser Code funktioniert. Durch das Ausprobieren wurde er nicht verbraucht.
m-1059005 = „{ $display_name }“ umbenennen
m-1059006 = Neuer Name
m-1059007 = Namen speichern
m-1060001 = Sie sind wieder in Ihrem Konto. Wählen Sie jetzt ein neues Passwort.
m-1060002 = Wenn diese Adresse zu einem Konto gehört, ist eine E-Mail mit einem Link unterwegs. Das kann ein paar Minuten dauern; sehen Sie auch im Spam-Ordner nach.
m-1060003 = Wenn diese Adresse zu einem Konto gehört, ist ein Code dorthin unterwegs.
m-1060004 = Wenn { $masked_address } zu Ihrem Konto gehört, ist ein Code dorthin unterwegs.
m-1060005 = Bitte schreiben Sie die Adresse ganz aus, damit sicher ist, dass sie Ihnen gehört.
m-1060006 = Wohin sollen wir Ihren Code senden?
m-1060007 = Zurück
m-1069001 = Danke für den Hinweis. In Ihrem Konto ist jetzt niemand mehr angemeldet, und was geändert wurde, ist rückgängig gemacht. Holen Sie sich nun den Zugang zurück und wählen Sie ein neues Passwort.
m-1070000 = { $text }
m-1070001 = Passwort
m-1070002 = { $title }
m-1070003 = Änderungen speichern
m-1070004 = Benutzername oder E-Mail-Adresse
m-1070005 = Senden
m-1070006 = Code, den die App anzeigt
m-1070007 = E-Mail-Adresse
m-1070008 = Neuen Code senden
m-1070009 = Weiter
m-1070010 = Code aus der Nachricht
m-1070011 = Code aus der Nachricht
m-1070012 = Code für Ihr neues Konto
m-1070013 = Code zum Anmelden
m-1070014 = Anmelden und verbinden
m-1070015 = Bitte schließen Sie die Prüfung unten ab.
m-1070016 = E-Mail-Adresse Ihres Kontos
m-1070017 = Telefonnummer
m-1070018 = E-Mail-Adresse oder Telefonnummer
m-1079001 = Eine andere meiner Adressen
m-1080001 = Wenn diese Adresse noch bestätigt werden muss, ist eine E-Mail mit einem Link dorthin unterwegs.
m-1080002 = Danke, diese E-Mail-Adresse ist bestätigt.
m-1080003 = Wenn diese Adresse noch bestätigt werden muss, ist eine E-Mail mit einem Code dorthin unterwegs.
m-1080004 = Wenn diese Nummer noch bestätigt werden muss, ist eine SMS mit einem Code dorthin unterwegs.
m-1080005 = Danke, diese Telefonnummer ist bestätigt.

## API messages: something is not right with what was sent

m-4000001 = { $reason }
m-4000002 = Hier steht noch nichts. Bitte füllen Sie das Feld aus.
m-4000003 = Das ist etwas zu kurz: Nötig sind mindestens { $min_length } Zeichen.
m-4000004 = Das hat nicht die Form, die wir hier erwartet haben.
m-4000005 = Bitte wählen Sie ein anderes Passwort: { $reason }
m-4000006 = Diese Kombination hat nicht funktioniert. Prüfen Sie die Schreibweise und versuchen Sie es noch einmal, oder stellen Sie Ihr Konto wieder her.
m-4000007 = Mit diesen Angaben gibt es schon ein Konto. Ist es Ihres? Dann melden Sie sich an, oder stellen Sie es wieder her.
m-4000008 = Dieser Code hat nicht gepasst. Die Codes wechseln jede halbe Minute: Versuchen Sie den, den Ihre App jetzt anzeigt.
m-4000009 = Noch gibt es nichts, womit Sie sich anmelden könnten. Bitte geben Sie eine E-Mail-Adresse oder einen Benutzernamen an.
m-4000010 = Bitte bestätigen Sie vor der ersten Anmeldung Ihre E-Mail-Adresse. Die E-Mail mit dem Code ist unterwegs.
m-4000011 = Zu diesem Konto gehört keine Anmelde-App. Bitte versuchen Sie es auf einem anderen Weg.
m-4000012 = Dieser Wiederherstellungscode wurde schon verwendet. Jeder gilt nur einmal: Bitte nehmen Sie einen anderen.
m-4000013 = Zu diesem Konto gehört kein Sicherheitsschlüssel. Bitte versuchen Sie es auf einem anderen Weg.
m-4000014 = Zu diesem Konto gehören keine Wiederherstellungscodes. Bitte versuchen Sie es auf einem anderen Weg.
m-4000015 = Diesen Passkey oder Sicherheitsschlüssel kennen wir nicht.
m-4000016 = Das ist kein Wiederherstellungscode dieses Kontos. Vergleichen Sie ihn Zeichen für Zeichen mit dem, was Sie gesichert haben.
m-4000017 = Das ist zu lang: Hier ist Platz für { $max_length } Zeichen.
m-4000018 = Die kleinste Zahl, die hier möglich ist, ist { $minimum }.
m-4000019 = Der Wert muss größer als { $minimum } sein.
m-4000020 = Die größte Zahl, die hier möglich ist, ist { $maximum }.
m-4000021 = Der Wert muss kleiner als { $maximum } sein.
m-4000022 = Der Wert muss ein Vielfaches von { $base } sein.
m-4000023 = { $max_items ->
    [one] Hier ist nur Platz für einen Eintrag.
   *[other] Hier ist nur Platz für { $max_items } Einträge.
  }
m-4000024 = { $min_items ->
    [one] Nötig ist mindestens ein Eintrag.
   *[other] Nötig sind mindestens { $min_items } Einträge.
  }
m-4000025 = Zwei dieser Einträge sind gleich.
m-4000026 = Hier haben wir etwas anderes erwartet: { $allowed_types }.
m-4000027 = Ein anderes Konto verwendet diese Angaben schon. Melden Sie sich dort an, um beide zu verbinden.
m-4000028 = Ein anderes Konto verwendet diese Angaben schon. Melden Sie sich so an wie bisher.
m-4000029 = Hier muss { $expected } stehen.
m-4000030 = Dieser Wert passt hier nicht.
m-4000031 = Dieses Passwort ist Ihrer E-Mail-Adresse oder Ihrem Benutzernamen zu ähnlich. Bitte wählen Sie eines, in dem nichts davon vorkommt.
m-4000032 = Dieses Passwort ist zu kurz: Bitte nehmen Sie mindestens { $min_length } Zeichen. Ein paar Wörter hintereinander eignen sich gut.
m-4000033 = Dieses Passwort ist zu lang: Hier ist Platz für { $max_length } Zeichen.
m-4000034 = Dieses Passwort steht auf Listen, die Diebe als Erstes durchprobieren. Bitte wählen Sie eines, das sonst niemand hat.
m-4000035 = Dafür können wir keinen Anmeldecode senden. Prüfen Sie die Schreibweise, oder melden Sie sich auf einem anderen Weg an.
m-4000036 = Diese Angaben stimmen nicht mit Ihren vorigen überein.
m-4000037 = Damit kommen wir nicht weiter. Prüfen Sie die Schreibweise, oder erstellen Sie ein Konto.
m-4000038 = Die Prüfung, ob Sie ein Mensch sind, hat nicht geklappt. Bitte versuchen Sie es noch einmal.
m-4000039 = Dieses Passwort haben Sie schon. Bitte wählen Sie ein neues.
m-4000040 = { $value } sieht nicht wie eine E-Mail-Adresse aus. Erwartet wird die Form name@example.org.
m-4000041 = { $value } sieht nicht wie eine Telefonnummer aus. Bitte beginnen Sie mit + und der Ländervorwahl.
m-4000042 = Dieses Gerät ließ sich nicht prüfen. Bitte versuchen Sie es auf einem anderen Weg.
m-4000043 = Der Sicherheitsschlüssel ließ sich nicht prüfen. Bitte versuchen Sie es noch einmal.
m-4000044 = Ihr Konto kennt dieses Gerät nicht.
m-4000045 = Dieses Gerät ist schon registriert.
m-4000046 = Dieses Gerät lässt sich hier nicht verwenden.

## API messages: flows

m-4019001 = Das ist nicht Ihr Wiederherstellungscode Nummer { $number }. Suchen Sie diese Nummer auf Ihrer Liste.
m-4019002 = Das sind mehrere Codes. Geben Sie einen davon ein.
m-4010001 = Diese Seite war zu lange geöffnet, darum haben wir sie erneuert. Bitte melden Sie sich hier an.
m-4010002 = Wir haben nicht verstanden, wie Sie sich anmelden möchten. Bitte wählen Sie unten einen der Wege.
m-4010003 = Wir haben nicht verstanden, wie Sie das Konto erstellen möchten. Bitte wählen Sie unten einen der Wege.
m-4010004 = Wir haben nicht verstanden, was geändert werden soll. Bitte verwenden Sie eines der Formulare unten.
m-4010005 = Wir haben nicht verstanden, wie Sie Ihr Konto wiederherstellen möchten. Bitte fangen Sie hier noch einmal an.
m-4010006 = Wir haben nicht verstanden, wie das bestätigt werden soll. Bitte fangen Sie hier noch einmal an.
m-4010007 = Diese Anmeldung ist schon abgeschlossen. Hier ist nichts mehr zu tun.
m-4010008 = Dieser Code hat nicht funktioniert. Nehmen Sie den zuletzt gesendeten, oder lassen Sie sich einen neuen senden.
m-4010009 = Die beiden Konten passen nicht zusammen. Melden Sie sich mit dem an, das Sie verbinden möchten.
m-4010010 = Dorthin können wir keinen Code senden. Wählen Sie eine Adresse, die zu Ihrem Konto gehört.
m-4010011 = Dieses Konto ist stillgelegt. Die Betreiber dieses Dienstes können Ihnen mehr dazu sagen.
m-4040001 = Diese Seite war zu lange geöffnet, darum haben wir sie erneuert. Bitte füllen Sie sie noch einmal aus.
m-4040002 = Dieses Konto wurde schon erstellt. Sie können sich jetzt anmelden.
m-4040003 = Dieser Code hat nicht funktioniert. Nehmen Sie den zuletzt gesendeten, oder lassen Sie sich einen neuen senden.
m-4050001 = Diese Seite war zu lange geöffnet, darum haben wir sie erneuert. Es wurde nichts geändert.
m-4050002 = Bitte ändern Sie eine Adresse nach der anderen, und bestätigen Sie jede, bevor Sie die nächste ändern.
m-4059001 = Geben Sie zuerst einen neuen Namen ein.
m-4060001 = Diese Wiederherstellung ist schon abgeschlossen. Fangen Sie noch einmal an, falls Sie immer noch nicht in Ihr Konto kommen.
m-4060002 = Bei dieser Wiederherstellung ist etwas schiefgegangen. Bitte fangen Sie hier noch einmal an.
m-4060003 = Der Link ist nicht vollständig. Kopieren Sie ihn ganz aus der E-Mail, oder lassen Sie sich einen neuen senden.
m-4060004 = Dieser Link wurde schon verwendet oder ersetzt. Bitte lassen Sie sich einen neuen senden.
m-4060005 = Diese Seite oder dieser Link ist zu alt. Bitte fangen Sie hier noch einmal an.
m-4069001 = Dieser Link gilt nicht mehr: Er wurde schon verwendet oder ist älter als sieben Tage. Falls jemand anderes in Ihrem Konto ist, holen Sie sich hier den Zugang zurück und wählen Sie ein neues Passwort.
m-4060006 = Dieser Code hat nicht funktioniert. Nehmen Sie ihn aus der neuesten Nachricht: Ältere Codes gelten nicht mehr, sobald ein neuer gesendet wurde.
m-4070001 = Dieser Link wurde schon verwendet oder ersetzt. Bitte lassen Sie sich einen neuen senden.
m-4070002 = Das ist schon bestätigt. Hier ist nichts mehr zu tun.
m-4070003 = Beim Bestätigen ist etwas schiefgegangen. Bitte fangen Sie hier noch einmal an.
m-4070004 = Der Link ist nicht vollständig. Kopieren Sie ihn ganz aus der E-Mail, oder lassen Sie sich einen neuen senden.
m-4070005 = Diese Seite oder dieser Link ist zu alt. Bitte fangen Sie hier noch einmal an.
m-4070006 = Dieser Code hat nicht funktioniert. Nehmen Sie den zuletzt gesendeten, oder lassen Sie sich einen neuen senden.
m-5000001 = Bei uns ist etwas schiefgegangen: { $reason }
m-5000002 = Das ist hier zurzeit nicht möglich.
m-5000003 = Ihre Organisation hat ihre Anmeldung noch nicht eingerichtet.

## Reasons: sentences of message 4000001 that are our own; the key has the words of the English one

title-email-address = E-Mail-Adresse
title-name = Name
reason-the-logout-token-does-not-belong-to-this-session = Der Link zum Abmelden gehört nicht zu dieser Sitzung.
reason-tick-the-box-once-this-is-saved-somewhere-safe = Setzen Sie das Häkchen, sobald alles an einem sicheren Ort gesichert ist.
reason-new-codes-were-made-in-another-window-meanwhile-save-the-ones-that-are-shown-now = Inzwischen wurden in einem anderen Fenster neue Codes erstellt. Sichern Sie die jetzt angezeigten.
reason-make-new-recovery-codes-first-there-are-none-that-wait-to-be-confirmed = Erstellen Sie zuerst neue Wiederherstellungscodes: Es gibt keine, die zu bestätigen wären.
reason-type-in-a-recovery-code-first = Geben Sie zuerst einen Wiederherstellungscode ein.
reason-recovery-codes-are-shown-only-once-when-they-are-made = Wiederherstellungscodes werden nur einmal angezeigt: wenn sie erstellt werden.
reason-there-are-no-recovery-codes = Es gibt keine Wiederherstellungscodes.
reason-your-sign-in-app-or-key-needs-recovery-codes-beside-it-make-new-ones-instead = Zu Ihrer Anmelde-App oder Ihrem Schlüssel gehören Wiederherstellungscodes. Erstellen Sie stattdessen neue.
reason-there-is-a-sign-in-app-already-which-is-not-asked-for-at-present = Eine Anmelde-App ist schon eingerichtet; sie wird zurzeit nicht abgefragt.
reason-this-qr-code-was-shown-more-than-ten-minutes-ago-scan-the-new-one-and-delete-the-old-entry-from-your-app = Dieser QR-Code wurde vor mehr als zehn Minuten angezeigt. Scannen Sie den neuen und löschen Sie den alten Eintrag aus Ihrer App.
reason-the-key-could-not-be-added-please-try-once-more = Der Schlüssel ließ sich nicht hinzufügen. Bitte versuchen Sie es noch einmal.
reason-this-key-is-in-use-already = Dieser Schlüssel wird schon verwendet.
reason-this-key-is-in-use-already-or-there-are-too-many = Dieser Schlüssel wird schon verwendet, oder es sind zu viele.
reason-there-is-no-such-security-key = Diesen Sicherheitsschlüssel gibt es nicht.
reason-the-passkey-could-not-be-added-please-try-once-more = Der Passkey ließ sich nicht hinzufügen. Bitte versuchen Sie es noch einmal.
reason-this-passkey-is-in-use-already-or-there-are-too-many = Dieser Passkey wird schon verwendet, oder es sind zu viele.
reason-there-is-no-such-passkey = Diesen Passkey gibt es nicht.
reason-this-is-the-only-way-into-your-account-set-a-password-first = Das ist der einzige Weg in Ihr Konto. Legen Sie zuerst ein Passwort fest.
reason-you-are-signed-in-already = Sie sind schon angemeldet.
reason-nothing-was-changed = Es wurde nichts geändert.
reason-this-address-cannot-be-confirmed-here-so-it-cannot-be-used = Diese Adresse lässt sich hier nicht bestätigen und kann darum nicht verwendet werden.
reason-this-address-was-not-among-those-to-choose-from = Diese Adresse stand nicht zur Auswahl.
reason-the-code-was-tried-too-often-ask-for-a-new-one = Der Code wurde zu oft versucht. Fordern Sie einen neuen an.
reason-the-code-was-used-already-ask-for-a-new-one = Der Code wurde schon verwendet. Fordern Sie einen neuen an.

## Every page

page-skip = Zum Inhalt springen
page-nav = Ihr Konto
page-nav-settings = Konto
page-nav-sessions = Geräte
page-dev = Entwicklungsmodus: Das Postfach zeigt jede Nachricht.
page-dev-mailbox = Postfach öffnen
page-back = Zurück
page-back-login = Zurück zur Anmeldung
page-sign-out = Abmelden
page-show-password = Anzeigen
page-hide-password = Verbergen
page-key-failed = Ihr Browser hat nicht geantwortet. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.
page-key-needs-script = Dafür braucht es JavaScript, das in Ihrem Browser abgeschaltet ist.
page-languages = Sprache
language-name = Deutsch
page-optional = freiwillig
page-error-prefix = Problem:
page-problems = { $count ->
    [one] Bitte sehen Sie sich eine Stelle noch einmal an
   *[other] Bitte sehen Sie sich { $count } Stellen noch einmal an
  }
page-step = Schritt { $step } von { $of }
page-copy = Kopieren
page-copied = Kopiert

## Sign in

login-title = Anmelden
login-refresh-title = Bestätigen Sie, dass Sie es sind
login-second-title = Noch ein Schritt
login-refresh-lead = Bitte melden Sie sich zu Ihrer Sicherheit vor dieser Änderung noch einmal an.
login-submit = Anmelden
login-refresh-submit = Weiter
login-refresh-other = Nicht Ihr Konto? Abmelden
login-forgot = Passwort vergessen?
login-no-account = Neu hier?
login-create = Konto erstellen
login-totp-hint = Öffnen Sie die App auf Ihrem Smartphone und geben Sie die sechs Ziffern ein, die sie jetzt anzeigt.
login-totp-submit = Anmelden
login-lookup-label = Wiederherstellungscode
login-lookup-hint = Ein beliebiger Code von Ihrer Liste, den Sie noch nicht verwendet haben.
login-lookup-hint-one = Der Code, den Sie beim Einrichten gesichert haben.
login-lookup-submit = Mit diesem Code anmelden
login-other = Auf anderem Weg anmelden
login-key-for = Anmeldung als
login-way-totp = Ein Code aus meiner Anmelde-App
login-key-hint = Halten Sie Ihren Schlüssel oder Ihr Gerät bereit. Ihr Browser fragt danach.
login-way-lookup_secret = Einer meiner Wiederherstellungscodes
login-way-lookup_secret-one = Mein Wiederherstellungscode
login-way-webauthn = Mein Sicherheitsschlüssel
login-way-passkey = Mein Passkey
login-way-code = Ein Code per Nachricht
login-way-password = Mein Passwort
login-stuck = Ich habe nichts davon zur Hand
login-stuck-text = Ihre Wiederherstellungscodes stehen auf dem Blatt oder in der Datei, die Sie beim Einrichten gesichert haben. Sind auch die verloren, wenden Sie sich an die Betreiber von { $brand }: Dort kann man Ihnen den Zugang zurückgeben, sobald feststeht, dass Sie es sind.
login-stuck-text-one = Ihr Wiederherstellungscode steht auf dem Blatt oder in der Datei, die Sie beim Einrichten gesichert haben. Ist auch der verloren, wenden Sie sich an die Betreiber von { $brand }: Dort kann man Ihnen den Zugang zurückgeben, sobald feststeht, dass Sie es sind.
login-stuck-text-none = Wenden Sie sich an die Betreiber von { $brand }: Dort kann man Ihnen den Zugang zurückgeben, sobald feststeht, dass Sie es sind.
login-leave = Abbrechen und abmelden

## Create an account

registration-title = Erstellen Sie Ihr Konto
registration-password-title = Wählen Sie ein Passwort
registration-credential-title = Wählen Sie, wie Sie sich anmelden
registration-submit = Konto erstellen
registration-next = Weiter: Passwort wählen
registration-have = Sie haben schon ein Konto?
registration-password-hint = Mindestens { $min } Zeichen. Ein paar Wörter hintereinander sind leicht zu merken und schwer zu erraten.

## Recovery

recovery-title = Zurück in Ihr Konto
recovery-code-title = Geben Sie den Code ein, den wir gesendet haben
recovery-choose-title = Wählen Sie, wohin der Code gehen soll
recovery-confirm-title = Schreiben Sie die Adresse aus
recovery-link-title = Öffnen Sie den Link in unserer E-Mail
recovery-lead = Wir senden Ihnen einen Code. Damit kommen Sie in Ihr Konto und wählen dann ein neues Passwort. Meist dauert das weniger als eine Minute.
recovery-link-lead = Wir senden Ihnen per E-Mail einen Link. Damit kommen Sie in Ihr Konto und wählen dann ein neues Passwort. Meist dauert das weniger als eine Minute.
recovery-email = E-Mail-Adresse Ihres Kontos
recovery-submit-code = Code senden
recovery-submit-link = Link senden
recovery-again-link = Link noch einmal senden
recovery-sent-to = Gesendet an
recovery-code-label = Code aus der Nachricht
recovery-code-hint = Es zählt der neueste. Frühere Codes gelten nicht mehr.
recovery-code-submit = Zurück ins Konto
recovery-nothing = Nach fünf Minuten noch nichts da? Prüfen Sie die Adresse, und sehen Sie auch im Spam-Ordner nach.
recovery-resend = Neuen Code senden
recovery-resend-wait = { $seconds ->
    [one] In einer Sekunde können Sie sich einen neuen Code senden lassen.
   *[other] In { $seconds } Sekunden können Sie sich einen neuen Code senden lassen.
  }
recovery-other = Andere Adresse verwenden
recovery-gone = Ich habe dieses Postfach nicht mehr
recovery-gone-address = Hat das Konto eine andere Adresse oder eine Telefonnummer dafür, nehmen Sie diese.
recovery-gone-sign-in = Wissen Sie Ihr Passwort noch oder haben Sie einen Passkey, melden Sie sich damit an, mit der App oder einem gespeicherten Wiederherstellungscode als zweitem Schritt. Ändern Sie dann die Adresse in Ihrem Konto.
recovery-gone-people = Ist nichts davon übrig, wenden Sie sich an die Betreiber von { $brand }: Dort kann man Ihnen den Zugang zurückgeben, sobald feststeht, dass Sie es sind.
recovery-open-title = Zurück in Ihr Konto
recovery-open-lead = Mit der Schaltfläche melden Sie sich auf diesem Gerät an, und danach wählen Sie ein neues Passwort. Tun Sie es nur, wenn die Anfrage von Ihnen kam.
recovery-open-asked = Angefragt
recovery-open-device = Angefragt mit
recovery-open-go = Ja, zurück in mein Konto
not-me-title = Waren Sie das nicht?
not-me-lead = Deswegen haben wir Ihnen geschrieben:
not-me-what = Was geschehen ist
not-me-when = Wann
not-me-then = Mit dieser Schaltfläche
not-me-then-out = werden alle aus dem Konto abgemeldet, auch Sie selbst;
not-me-then-undone = wird rückgängig gemacht, was damals geändert wurde, außer es wurde seither noch einmal geändert;
not-me-then-password = gilt das Passwort nicht mehr, und Sie wählen gleich ein neues.
not-me-go = Das war ich nicht
not-me-was-me = Sie waren es doch? Dann schließen Sie diese Seite einfach. Es ist nichts passiert.
recovery-open-not-me = Die Anfrage kam nicht von Ihnen? Dann schließen Sie diese Seite einfach. Es ist nichts passiert.
recovery-done-title = Sie sind wieder in Ihrem Konto
recovery-done-lead = Jetzt fehlt nur noch eines: Wählen Sie ein neues Passwort.
recovery-done-go = Neues Passwort wählen

## Confirming an address

verification-title = Bestätigen Sie Ihre Adresse
verification-lead = Wir senden einen Code an die Adresse. So wissen wir, dass wir Sie dort erreichen.
verification-address = Adresse, die bestätigt werden soll
verification-submit = Code senden
verification-code-label = Code aus der Nachricht
verification-code-submit = Bestätigen
verification-link-lead = Wir senden einen Link an die Adresse. So wissen wir, dass wir Sie dort erreichen.
verification-open-title = Bestätigen Sie Ihre Adresse
verification-open-lead = Mit der Schaltfläche bestätigen Sie, dass E-Mails an diese Adresse Sie erreichen.
verification-open-address = Adresse
verification-open-go = Ja, das ist meine
verification-open-not-me = Das ist nicht Ihre? Dann schließen Sie diese Seite einfach. Es ist nichts passiert.
verification-done-title = Adresse bestätigt
verification-done-go = Weiter

## Settings

settings-title = Kontoeinstellungen
settings-lead = Angemeldet als
settings-profile = Über Sie
settings-profile-state = Was wir über Sie wissen und wie wir Sie erreichen.
settings-password = Passwort
settings-password-state = Geändert: { $at }
settings-password-set = Festgelegt
settings-password-none = Sie haben noch kein Passwort.
settings-password-open = Passwort ändern
settings-password-new = Neues Passwort
settings-password-submit = Neues Passwort speichern
settings-recovered-title = Wählen Sie ein neues Passwort
settings-recovered-why = Sie sind mit einem Code in Ihr Konto zurückgekommen. Ob Ihr altes Passwort noch Ihnen allein gehört, wissen wir nicht; das neue ersetzt es überall.
settings-recovered-passkey = Auf diesem Gerät einen Passkey einrichten und die von Geräten entfernen, die Sie nicht mehr haben
settings-recovered-done = Sie wurden überall sonst abgemeldet, und Ihre anderen Adressen haben eine Nachricht erhalten.
settings-ended = { $count ->
    [0] Sie waren sonst nirgends angemeldet.
    [one] Auf einem anderen Gerät wurden Sie abgemeldet.
   *[other] Auf { $count } anderen Geräten wurden Sie abgemeldet.
  }
settings-told = Wir haben Ihnen das auch per E-Mail mitgeteilt.
settings-on = Eingeschaltet
settings-off = Ausgeschaltet
settings-since = seit { $at }
settings-last-used = Zuletzt verwendet: { $at }.
settings-never-used = Noch nicht verwendet.
settings-totp = Anmelde-App
settings-totp-why = Eine App auf Ihrem Smartphone zeigt jede halbe Minute einen neuen Code. Mit einem gestohlenen Passwort allein kommt dann niemand in Ihr Konto.
settings-totp-open = Anmelde-App einrichten
settings-totp-scan = Scannen Sie diesen Code mit der App auf Ihrem Smartphone.
settings-totp-key = Oder geben Sie diesen Schlüssel in die App ein:
settings-totp-code = Geben Sie dann den Code ein, den die App anzeigt
settings-totp-submit = Einschalten
settings-totp-remove = Ausschalten …
settings-totp-remove-text = Danach reicht Ihr Passwort allein zum Anmelden, für Sie und für alle, die es kennen.
settings-totp-remove-beside = Danach wird nach der App nicht mehr gefragt, nach Ihrem anderen zweiten Schritt weiterhin.
settings-totp-remove-codes = Auch Ihre Wiederherstellungscodes werden entfernt.
settings-totp-remove-submit = Anmelde-App ausschalten
settings-passkey = Passkeys
settings-passkey-count = { $count ->
    [0] Keine
    [one] Ein Passkey
   *[other] { $count } Passkeys
}
settings-passkey-why = Melden Sie sich mit Fingerabdruck, Gesicht oder Displaysperre an, ganz ohne Passwort. Niemand kann Ihnen einen Passkey entlocken.
settings-passkey-last = Das ist der einzige Weg in Ihr Konto. Legen Sie ein Passwort fest, bevor Sie ihn entfernen.
settings-webauthn = Sicherheitsschlüssel
settings-webauthn-count = { $count ->
    [0] Keine
    [one] Ein Schlüssel
   *[other] { $count } Schlüssel
}
settings-webauthn-why = Mit einem Schlüssel oder Gerät in Ihrer Hand ist ein gestohlenes Passwort wertlos.
settings-key-name = Name, an dem Sie ihn erkennen
settings-name = Name, an dem Sie es erkennen
settings-name-it = Benennen …
settings-key-rename = Umbenennen …
settings-key-rename-name = Neuer Name
settings-key-rename-submit = Namen speichern
settings-key-remove = Entfernen …
settings-key-remove-text = { $name } öffnet Ihr Konto dann nicht mehr.
settings-key-remove-submit = Entfernen
settings-codes = Wiederherstellungscodes
settings-codes-one = Wiederherstellungscode
settings-codes-why = Codes auf Papier, mit denen Sie sich anmelden können, wenn Ihr Smartphone verloren ist. Jeder gilt einmal.
settings-codes-why-one = Ein Code auf Papier, mit dem Sie sich anmelden können, wenn Ihr Smartphone verloren ist. Wer ihn verwendet, bekommt einen neuen.
settings-codes-left = { $left ->
    [0] Kein Code mehr übrig
    [one] Noch einer von { $total } übrig
   *[other] Noch { $left } von { $total } übrig
  }
settings-codes-left-one = { $left ->
    [0] Verwendet
   *[other] Bereit
  }
settings-codes-low = Ihre Wiederherstellungscodes gehen zur Neige. Erstellen Sie neue, solange Sie sich noch anmelden können.
settings-codes-make = Wiederherstellungscodes erstellen
settings-codes-make-one = Wiederherstellungscode erstellen
settings-codes-renew = Neue Codes erstellen …
settings-codes-renew-one = Neuen Code erstellen …
settings-codes-renew-text = Sie bekommen eine neue Liste zum Sichern. Ihre jetzigen Codes gelten weiter, bis Sie bestätigen, dass die neuen gesichert sind.
settings-codes-renew-text-one = Sie bekommen einen neuen Code zum Sichern. Ihr jetziger gilt weiter, bis Sie bestätigen, dass der neue gesichert ist.
settings-codes-renew-submit = Neue Codes erstellen
settings-codes-renew-submit-one = Neuen Code erstellen
settings-codes-show = Codes anzeigen
settings-owed-title = Noch ein Schritt
settings-owed-verification = Adresse bestätigen
settings-owed-password = Ein neues Passwort wählen
settings-owed-totp = Eine Anmelde-App einrichten
settings-owed-webauthn = Einen Sicherheitsschlüssel hinzufügen
settings-owed-lookup_secret = Wiederherstellungscodes speichern
settings-owed-passkey = Einen Passkey hinzufügen
settings-codes-try = Einen Code ausprobieren …
settings-codes-try-one = Den Code ausprobieren …
settings-codes-try-text = Der Code wird dabei nicht verbraucht. So sehen Sie, ob Ihre Liste die richtige ist.
settings-codes-try-text-one = Der Code wird dabei nicht verbraucht. So sehen Sie, ob der gesicherte der richtige ist.
settings-codes-try-submit = Ausprobieren
settings-codes-remove = Ausschalten …
settings-codes-remove-text = Alle Ihre Codes verlieren sofort ihre Gültigkeit. Geht Ihr Smartphone danach verloren, kommen Sie mit diesen Codes nicht mehr in Ihr Konto.
settings-codes-remove-text-one = Der Code verliert sofort seine Gültigkeit. Geht Ihr Smartphone danach verloren, kommen Sie mit ihm nicht mehr in Ihr Konto.
settings-codes-remove-submit = Wiederherstellungscodes ausschalten
settings-codes-remove-submit-one = Wiederherstellungscode ausschalten

codes-title = Sichern Sie Ihre Wiederherstellungscodes
codes-title-one = Sichern Sie Ihren Wiederherstellungscode
codes-shown-title = Ihre Wiederherstellungscodes
codes-shown-title-one = Ihr Wiederherstellungscode
codes-lead = Falls Ihr Smartphone einmal verloren geht, kommen Sie mit einem dieser Codes in Ihr Konto. Bewahren Sie sie so auf, dass Sie ohne Smartphone an sie herankommen: auf Papier oder in einem Passwortmanager.
codes-lead-one = Falls Ihr Smartphone einmal verloren geht, kommen Sie mit diesem Code in Ihr Konto. Bewahren Sie ihn so auf, dass Sie ohne Smartphone an ihn herankommen: auf Papier oder in einem Passwortmanager.
codes-lead-old = Bis Sie diese Codes bestätigen, gelten die früher gesicherten weiter.
codes-lead-old-one = Bis Sie diesen Code bestätigen, gilt der früher gesicherte weiter.
codes-list = Ihre neuen Codes
codes-list-one = Ihr neuer Code
codes-list-shown = Ihre Codes
codes-list-shown-one = Ihr Code
codes-used = Verwendet: { $at }
codes-tools = Codes sichern
codes-copy = Kopieren
codes-copied = Kopiert
codes-download = Textdatei
codes-pdf = Als PDF
codes-file = wiederherstellungscodes
codes-print = Drucken
codes-saved = Ich habe diese Codes an einem sicheren Ort abgelegt
codes-saved-one = Ich habe diesen Code an einem sicheren Ort abgelegt
codes-confirm = Ab jetzt diese Codes verwenden
codes-confirm-one = Ab jetzt diesen Code verwenden
codes-cancel = Nicht jetzt. Alles so lassen, wie es war
codes-back = Zurück zu Ihrem Konto

kit-title = Wiederherstellungscodes
kit-title-one = Wiederherstellungscode
kit-at = Anmelden unter
kit-account = Konto
kit-made = Erstellt
kit-how-any = Jeder Code gilt einmal, in beliebiger Reihenfolge. Haken Sie ihn ab, wenn Sie ihn verwendet haben.
kit-how-sequence = Jeder Code gilt einmal. Die Codes werden nach ihrer Nummer abgefragt; haken Sie jeden ab, wenn Sie ihn verwendet haben.
kit-how-replace = Sobald Sie den Code verwenden, bekommen Sie einen neuen. Werfen Sie dieses Blatt dann weg.
kit-keep = Bewahren Sie dieses Blatt bei Ihrem Reisepass auf, nicht bei Ihrem Smartphone. Wer es hat und Ihr Passwort kennt, kann sich in Ihrem Namen anmelden. Deshalb wird Sie niemand von { $brand } je danach fragen.
kit-qr = QR-Code der Anmeldeadresse

## Sessions

sessions-title = Wo Sie angemeldet sind
sessions-lead = Ist ein Gerät dabei, das Sie nicht kennen? Melden Sie es ab, und ändern Sie dann Ihr Passwort.
sessions-this = Dieses Gerät
sessions-strong = In zwei Schritten angemeldet
sessions-seen = Zuletzt aktiv: { $at }
sessions-end = Abmelden
sessions-others = Überall sonst abmelden
sessions-alone = Sie sind sonst nirgends angemeldet.

## Home

home-title = Ihr Konto
home-out-title = Ihr Konto bei { $brand }
home-out-lead = Was möchten Sie tun?
home-sign-in = Anmelden
home-create = Konto erstellen
home-recover = Ich komme nicht in mein Konto
home-lead = Angemeldet als
home-open = Ändern
home-address = E-Mail-Adresse
home-verified = Bestätigt
home-unverified = Noch nicht bestätigt
home-confirm = Bestätigen
home-password-unset = Keines
home-set-up = Einrichten
home-codes-none = Keine gesichert
home-advice-app = Dieses Konto ist nur durch ein Passwort geschützt. Mit einer Anmelde-App wird ein gestohlenes Passwort wertlos.
home-advice-codes = Sie haben keine Wiederherstellungscodes. Geht Ihr Smartphone verloren, kommen Sie nicht mehr in Ihr Konto. Es dauert nur eine Minute, welche zu sichern.
home-settings = Kontoeinstellungen
home-sessions = Wo Sie angemeldet sind

## Errors

error-title = Das hat nicht funktioniert
error-403 = Diese Seite steht Ihnen nicht offen
error-403-text = Vielleicht ist die Seite veraltet, oder der Schritt wurde in einem anderen Fenster begonnen. Meist hilft es, zur Startseite zurückzugehen.
error-404 = Hier ist nichts
error-404-text = Vielleicht wurde die Adresse abgeschnitten, oder die Seite ist umgezogen.
error-410 = Diese Seite ist abgelaufen
error-410-text = Sie war zu lange geöffnet. Es wurde nichts geändert; bitte fangen Sie noch einmal an.
error-429 = Ein wenig zu oft
error-429-text = Das waren viele Versuche in kurzer Zeit. Warten Sie ein, zwei Minuten, dann geht es weiter.
error-4xx-text = Mit diesem Schritt konnten wir nichts anfangen. Es wurde nichts geändert; bitte fangen Sie noch einmal an.
error-5xx = Bei uns ist etwas schiefgegangen
error-5xx-text = Das liegt nicht an Ihnen, und es ist nichts verloren. Bitte versuchen Sie es gleich noch einmal.
error-number = Falls Sie um Hilfe bitten, nennen Sie diese Nummer:
error-home = Zur Startseite

## Development mailbox

mailbox-title = Postfach für die Entwicklung
mailbox-banner = Nur für die Entwicklung. E-Mails und SMS landen hier, statt gesendet zu werden, und werden nach einem Tag gelöscht.
mailbox-list = Nachrichten
mailbox-empty = Noch nichts da. Lassen Sie sich einen Code senden, dann erscheint er hier.
mailbox-none = Wählen Sie eine Nachricht, um sie zu lesen.
mailbox-to = An
mailbox-from = Von
mailbox-copy-code = { $code } kopieren
mailbox-link = Link öffnen
mailbox-text = Als Text
mailbox-html = Als HTML

## Mails

mail-hello = Guten Tag!
mail-from = Ihr Konto bei { $brand }
mail-never-ask = Geben Sie Codes nur auf den Seiten von { $brand } ein. Kein Mensch wird Sie je danach fragen.
mail-when = Wann
mail-device = Gerät
mail-place = Wo
mail-account = Konto
mail-not-me = Das war ich nicht
mail-not-me-lead = Wenn Sie das waren, ist nichts zu tun. Wenn nicht:
mail-not-me-words = Wenn Sie das waren, ist nichts zu tun. Wenn nicht, gehen Sie wie gewohnt auf die Anmeldeseite von { $brand }, wählen Sie dort ein neues Passwort, und sagen Sie den Betreibern Bescheid.
mail-expires = { $minutes ->
    [one] Gilt nur einmal und nur eine Minute lang.
   *[other] Gilt nur einmal und nur { $minutes } Minuten lang.
  }

mail-recovery_code_valid-subject = Zurück in Ihr Konto bei { $brand }
mail-recovery_code_valid-lead = Jemand, höchstwahrscheinlich Sie selbst, möchte zurück in Ihr Konto. Das ist der Code:
mail-recovery_code_valid-link = Oder öffnen Sie diesen Link auf dem Gerät, das Sie verwenden möchten:
mail-recovery_code_valid-button = Zurück ins Konto
mail-recovery_code_valid-not-me = Die Anfrage kam nicht von Ihnen? Dann lassen Sie diese E-Mail einfach liegen. Ohne den Code kommt niemand hinein, und es ändert sich nichts.

mail-recovery_valid-lead = Jemand, höchstwahrscheinlich Sie selbst, möchte zurück in Ihr Konto. Öffnen Sie diesen Link in dem Browser, den Sie verwenden möchten. Bevor etwas geschieht, werden Sie noch einmal gefragt:
mail-recovery_valid-not-me = Die Anfrage kam nicht von Ihnen? Dann lassen Sie diese E-Mail einfach liegen. Ohne den Link kommt niemand hinein, und es ändert sich nichts.

mail-recovery_code_invalid-subject = Kein Konto mit dieser Adresse bei { $brand }
mail-recovery_code_invalid-lead = Jemand, höchstwahrscheinlich Sie selbst, möchte bei { $brand } zurück in ein Konto mit dieser Adresse:
mail-recovery_code_invalid-text = So ein Konto gibt es nicht. Vielleicht haben Sie es mit einer anderen Adresse erstellt: Versuchen Sie es dann bitte mit der anderen.
mail-recovery_code_invalid-not-me = Die Anfrage kam nicht von Ihnen? Dann ist nichts zu tun.

mail-verification_code_valid-subject = Bestätigen Sie Ihre Adresse für { $brand }
mail-verification_code_valid-lead = Geben Sie diesen Code ein, um zu bestätigen, dass E-Mails an diese Adresse Sie erreichen:
mail-verification_code_valid-link = Oder öffnen Sie diesen Link:
mail-verification_code_valid-button = Adresse bestätigen
mail-verification_code_valid-not-me = Sie wissen nicht, worum es geht? Dann lassen Sie diese E-Mail einfach liegen, und nichts geschieht.

sms-not-me = Das waren nicht Sie? Hier drücken:
sms-recovery_code_valid = Mit { $code } kommen Sie zurück in Ihr Konto bei { $brand }. Niemand von { $brand } wird Sie je danach fragen.
sms-verifiable_address_changed = Die Adressen Ihres Kontos bei { $brand } wurden geändert. Wenn Sie das nicht waren, melden Sie sich an und wählen Sie ein neues Passwort.
sms-verification_code_valid = Mit { $code } bestätigen Sie diese Nummer für { $brand }.

mail-verification_valid-lead = Öffnen Sie diesen Link, um zu bestätigen, dass E-Mails an diese Adresse Sie erreichen:

mail-verification_code_invalid-subject = Kein Konto mit dieser Adresse bei { $brand }
mail-verification_code_invalid-lead = Jemand, höchstwahrscheinlich Sie selbst, möchte bei { $brand } diese Adresse bestätigen:
mail-verification_code_invalid-text = Sie gehört zu keinem Konto. Vielleicht haben Sie Ihr Konto mit einer anderen Adresse erstellt: Versuchen Sie es dann bitte mit der anderen.
mail-verification_code_invalid-not-me = Die Anfrage kam nicht von Ihnen? Dann ist nichts zu tun.

mail-notice_recovery_codes_made-subject = Neue Wiederherstellungscodes bei { $brand }
mail-notice_recovery_codes_made-lead = Für Ihr Konto wurden neue Wiederherstellungscodes erstellt und bestätigt. Die früheren gelten nicht mehr.
mail-notice_recovery_code_used-subject = Wiederherstellungscode bei { $brand } verwendet
mail-notice_recovery_code_used-lead = Jemand hat sich mit einem Ihrer Wiederherstellungscodes in Ihrem Konto angemeldet.
mail-notice_recovery_code_renewed-subject = Wiederherstellungscode bei { $brand } verwendet und ersetzt
mail-notice_recovery_code_renewed-lead = Jemand hat sich mit einem Wiederherstellungscode in Ihrem Konto angemeldet und neue gesichert. Die früheren gelten nicht mehr.
mail-notice_recovery_codes_low-subject = Nur noch wenige Wiederherstellungscodes bei { $brand }
mail-notice_recovery_codes_low-lead = Für Ihr Konto gibt es nur noch wenige Wiederherstellungscodes. Erstellen Sie neue, solange Sie sich noch anmelden können.
mail-notice_recovery_codes_drill-subject = Haben Sie Ihre Wiederherstellungscodes für { $brand } noch?
mail-notice_recovery_codes_drill-lead = Sie haben lange keinen Ihrer Wiederherstellungscodes gebraucht. Holen Sie sie hervor, melden Sie sich an und probieren Sie in den Einstellungen einen aus: Dabei wird keiner verbraucht. Wenn sie nicht mehr da sind, erstellen Sie dort neue.
mail-notice_recovery_codes_removed-subject = Wiederherstellungscodes bei { $brand } ausgeschaltet
mail-notice_recovery_codes_removed-lead = Die Wiederherstellungscodes Ihres Kontos wurden ausgeschaltet. Keiner davon gilt mehr.
mail-notice_password_changed-subject = Neues Passwort für Ihr Konto bei { $brand }
mail-notice_password_changed-lead = Das Passwort Ihres Kontos wurde geändert.
mail-notice_webauthn_added-subject = Neuer Sicherheitsschlüssel bei { $brand }
mail-notice_webauthn_added-lead = Zu Ihrem Konto wurde ein Sicherheitsschlüssel hinzugefügt. Ab jetzt kann er bei der Anmeldung verwendet werden.
mail-notice_webauthn_removed-subject = Sicherheitsschlüssel bei { $brand } entfernt
mail-notice_webauthn_removed-lead = Ein Sicherheitsschlüssel Ihres Kontos wurde entfernt. Er öffnet Ihr Konto nicht mehr.
mail-notice_passkey_added-subject = Neuer Passkey bei { $brand }
mail-notice_passkey_added-lead = Zu Ihrem Konto wurde ein Passkey hinzugefügt. Wer das Gerät hat, kann sich damit anmelden.
mail-notice_passkey_removed-subject = Passkey bei { $brand } entfernt
mail-notice_passkey_removed-lead = Ein Passkey Ihres Kontos wurde entfernt. Er öffnet Ihr Konto nicht mehr.
mail-notice_totp_added-subject = Anmelde-App bei { $brand } eingeschaltet
mail-notice_totp_added-lead = Für Ihr Konto wurde eine Anmelde-App eingerichtet. Ab jetzt wird beim Anmelden nach ihren Codes gefragt.
mail-notice_totp_removed-subject = Anmelde-App bei { $brand } ausgeschaltet
mail-notice_totp_removed-lead = Die Anmelde-App Ihres Kontos wurde ausgeschaltet. Nach ihren Codes wird nicht mehr gefragt.
mail-verifiable_address_changed-subject = Adresse Ihres Kontos bei { $brand } geändert
mail-verifiable_address_changed-lead = Die Adressen Ihres Kontos wurden geändert.

mail-notice_address_changed-subject = Neue Adresse für Ihr Konto bei { $brand }
mail-notice_address_changed-lead = Die Adressen Ihres Kontos wurden geändert. Mit einer neuen Adresse kommt man erst nach einigen Tagen zurück in das Konto.
mail-notice_recovery_requested-subject = Jemand möchte in Ihr Konto bei { $brand }
mail-notice_recovery_requested-lead = Jemand hat einen Code angefordert, um zurück in Ihr Konto zu kommen. Der Code ging an eine andere Adresse des Kontos. Bisher hat sich nichts geändert.
mail-notice_recovery_requested-hint = Wenn Sie das waren, ist nichts zu tun. Wenn nicht: Ohne diesen Code kommt niemand hinein. Falls noch andere Zugang zu jenem Postfach haben, behalten Sie es im Auge.
mail-notice_second_factor_guessed-subject = Falsche Codes für Ihr Konto bei { $brand }
mail-notice_second_factor_guessed-lead = Jemand hat den ersten Schritt der Anmeldung bei Ihrem Konto geschafft und danach zehn falsche Codes eingegeben. Über den zweiten Schritt ist niemand hinausgekommen.
mail-notice_totp_stopped-subject = Codes Ihrer App gelten nicht mehr bei { $brand }
mail-notice_totp_stopped-lead = Nach dem ersten Schritt der Anmeldung bei Ihrem Konto wurden zwanzig falsche Codes hintereinander eingegeben. Codes Ihrer App werden deshalb nicht mehr angenommen. Melden Sie sich mit einem Wiederherstellungscode oder einem Sicherheitsschlüssel an und richten Sie die App neu ein. Haben Sie beides nicht, wenden Sie sich an die Betreiber.
mail-notice_recovery_codes_stopped-subject = Ihre Wiederherstellungscodes gelten nicht mehr bei { $brand }
mail-notice_recovery_codes_stopped-lead = Nach dem ersten Schritt der Anmeldung bei Ihrem Konto wurden zwanzig falsche Wiederherstellungscodes hintereinander eingegeben. Sie werden deshalb nicht mehr angenommen. Melden Sie sich mit Ihrer App oder einem Sicherheitsschlüssel an und erstellen Sie neue Codes. Haben Sie beides nicht, wenden Sie sich an die Betreiber.
mail-notice_recovered-subject = Ihr Konto bei { $brand } wurde wiederhergestellt
mail-notice_recovered-lead = Jemand ist mit einem Code, den wir gesendet haben, zurück in Ihr Konto gekommen und kann nun ein neues Passwort wählen.

## Words of dates and devices

time-today = heute, { $clock } UTC
time-yesterday = gestern, { $clock } UTC
time-date = { $day }. { $month } { $year }, { $clock } UTC
time-month-1 = Januar
time-month-2 = Februar
time-month-3 = März
time-month-4 = April
time-month-5 = Mai
time-month-6 = Juni
time-month-7 = Juli
time-month-8 = August
time-month-9 = September
time-month-10 = Oktober
time-month-11 = November
time-month-12 = Dezember

device-both = { $browser } auf { $system }
device-unknown = Ein unbekanntes Gerät
