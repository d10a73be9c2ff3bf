# French («vous»). Keys and arguments as in en.ftl; the last section replaces the words of dates and devices.
# Spaces before : ; ? ! and inside quotation marks do not break (U+00A0). Text messages keep to the GSM alphabet, so that they stay short.

## API messages: signing in

m-1010000 = Se connecter
m-1010001 = Se connecter
m-1010002 = Se connecter avec { $provider }
m-1010003 = Cette étape est sensible : merci de confirmer une nouvelle fois que c’est bien vous.
m-1010004 = La première étape est bonne. Pour ce compte, merci de confirmer d’une seconde façon que c’est bien vous.
m-1010005 = Vérifier
m-1010006 = Code de votre application d’authentification
m-1010007 = Un de vos codes de récupération
m-1010008 = Se connecter avec une clé de sécurité
m-1010009 = Utiliser mon application d’authentification
m-1010010 = Utiliser un code de récupération
m-1010011 = Continuer avec la clé de sécurité
m-1010012 = Préparez votre appareil, puis continuez.
m-1010013 = Continuer
m-1010014 = Si nous connaissons cette adresse, nous venons d’y envoyer un code.
m-1010015 = Recevoir un code de connexion
m-1010016 = Un compte existe déjà pour { $duplicate_identifier }. Connectez-vous une fois à ce compte, et vous pourrez ensuite utiliser aussi { $provider }.
m-1010017 = Se connecter et associer
m-1010018 = Continuer avec { $provider }
m-1010019 = Recevoir un code
m-1010020 = Nous allons envoyer un code à une adresse associée à votre compte.
m-1010021 = Utiliser une clé d’accès
m-1010022 = Se connecter avec le mot de passe
m-1010023 = Envoyer un code à { $address }
m-1010024 = Utiliser cet appareil
m-1010025 = Nous venons de vous envoyer un code. Saisissez-le ici pour continuer.
m-1019001 = Code de récupération numéro { $number }
m-1019002 = C’était votre dernier code de récupération. En voici de nouveaux : ils seront valables dès que vous aurez confirmé les avoir enregistrés. Jusque-là, le code que vous avez saisi fonctionne encore.
m-1019003 = Un code de récupération fonctionne une seule fois : voici donc le nouveau. Il sera valable dès que vous aurez confirmé l’avoir enregistré. Jusque-là, le code que vous avez saisi fonctionne encore.
m-1019004 = Vous avez retrouvé l’accès à votre compte grâce à un code de récupération : en voici de nouveaux. Ils seront valables dès que vous aurez confirmé les avoir enregistrés. Jusque-là, le code que vous avez saisi fonctionne encore.
m-1020000 = Se déconnecter
m-1030000 = Seconde étape

## API messages: creating an account

m-1040001 = Créer un compte
m-1040002 = Créer un compte avec { $provider }
m-1040003 = Suivant
m-1040004 = Créer un compte avec une clé de sécurité
m-1040005 = Nous venons de vous envoyer un code. Saisissez-le ici pour terminer.
m-1040006 = Recevoir un code
m-1040007 = Créer un compte avec une clé d’accès
m-1040008 = Modifier ces informations
m-1040009 = C’est presque fini. Choisissez comment vous voulez vous connecter désormais.

## API messages: the account

m-1050001 = C’est enregistré.
m-1050002 = Associer { $provider }
m-1050003 = Dissocier { $provider }
m-1050004 = Désactiver l’application d’authentification
m-1050005 = Code QR pour votre application d’authentification
m-1050006 = { $secret }
m-1050007 = Afficher mes codes de récupération
m-1050008 = Créer de nouveaux codes de récupération
m-1050009 = { $secret }
m-1050010 = Gardez ces codes dans un endroit accessible sans cet appareil.
m-1050011 = J’ai enregistré mes codes
m-1050012 = Ajouter une clé de sécurité
m-1050013 = Nom de cette clé
m-1050014 = Utilisé : { $used_at }
m-1050015 = { $secrets }
m-1050016 = Désactiver
m-1050017 = Pas d’appareil photo sous la main ? Saisissez plutôt cette clé dans votre application.
m-1050018 = Supprimer la clé de sécurité « { $display_name } »
m-1050019 = Ajouter une clé d’accès
m-1050020 = Supprimer la clé d’accès « { $display_name } »
m-1050021 = Ajouter cet appareil
m-1050022 = Supprimer cet appareil
m-1050023 = Votre organisation gère ce compte : certaines choses ne peuvent être modifiées que par elle.

## API messages: recovery, labels, verification

m-1059001 = Encore une chose : enregistrez ce qui figure ci-dessous. Ce que vous venez de mettre en place ne sera actif qu’une fois que vous l’aurez confirmé.
m-1059002 = { $left ->
    [0] Vous n’avez plus aucun code de récupération. Créez-en de nouveaux.
    [one] Il vous reste { $left } code de récupération. Créez-en de nouveaux tant que vous pouvez encore vous connecter.
   *[other] Il vous reste { $left } codes de récupération. Créez-en de nouveaux tant que vous pouvez encore vous connecter.
  }
m-1059003 = Encore une étape avant de continuer. Grâce à elle, vous pourrez toujours revenir dans votre compte.
m-1059004 = Ce code fonctionne. L’essai ne l’a pas utilisé.
m-1059005 = Renommer « { $display_name } »
m-1059006 = Nouveau nom
m-1059007 = Enregistrer le nom
m-1060001 = Vous avez retrouvé l’accès à votre compte. Choisissez maintenant un nouveau mot de passe.
m-1060002 = Si cette adresse est celle d’un compte, un e-mail avec un lien vient d’y être envoyé. Cela peut prendre quelques minutes ; regardez aussi dans le courrier indésirable.
m-1060003 = Si cette adresse est celle d’un compte, un code vient d’y être envoyé.
m-1060004 = Si l’adresse { $masked_address } est bien celle de votre compte, un code vient d’y être envoyé.
m-1060005 = Pour être sûrs qu’elle est à vous, nous vous demandons d’écrire l’adresse en entier.
m-1060006 = Où devons-nous envoyer votre code ?
m-1060007 = Retour
m-1069001 = Merci de nous avoir prévenus. Plus personne n’est connecté à votre compte, et les changements ont été annulés. Retrouvez maintenant l’accès et choisissez un nouveau mot de passe.
m-1070000 = { $text }
m-1070001 = Mot de passe
m-1070002 = { $title }
m-1070003 = Enregistrer les modifications
m-1070004 = Nom d’utilisateur ou adresse e-mail
m-1070005 = Envoyer
m-1070006 = Code affiché par l’application
m-1070007 = Adresse e-mail
m-1070008 = Recevoir un nouveau code
m-1070009 = Continuer
m-1070010 = Code reçu par message
m-1070011 = Code reçu par message
m-1070012 = Code pour créer votre compte
m-1070013 = Code pour vous connecter
m-1070014 = Se connecter et associer
m-1070015 = Merci de terminer la vérification ci-dessous.
m-1070016 = Adresse e-mail de votre compte
m-1070017 = Numéro de téléphone
m-1070018 = Adresse e-mail ou numéro de téléphone
m-1079001 = Une autre de mes adresses
m-1080001 = Si cette adresse reste à confirmer, un e-mail avec un lien vient d’y être envoyé.
m-1080002 = Merci, cette adresse e-mail est confirmée.
m-1080003 = Si cette adresse reste à confirmer, un e-mail avec un code vient d’y être envoyé.
m-1080004 = Si ce numéro reste à confirmer, un SMS avec un code vient d’y être envoyé.
m-1080005 = Merci, ce numéro de téléphone est confirmé.

## API messages: something is not right with what was sent

m-4000001 = { $reason }
m-4000002 = Ce champ est encore vide. Merci de le remplir.
m-4000003 = { $min_length ->
    [one] C’est un peu court : il faut au moins { $min_length } caractère.
   *[other] C’est un peu court : il faut au moins { $min_length } caractères.
  }
m-4000004 = Ce n’est pas la forme que nous attendions ici.
m-4000005 = Merci de choisir un autre mot de passe : { $reason }
m-4000006 = Cette combinaison n’a pas fonctionné. Vérifiez l’orthographe et réessayez, ou récupérez votre compte.
m-4000007 = Un compte existe déjà avec ces informations. C’est le vôtre ? Alors connectez-vous, ou récupérez-le.
m-4000008 = Ce code n’est pas le bon. Les codes changent toutes les trente secondes : essayez celui que votre application affiche maintenant.
m-4000009 = Il manque encore de quoi vous connecter. Merci d’ajouter une adresse e-mail ou un nom d’utilisateur.
m-4000010 = Avant la première connexion, merci de confirmer votre adresse e-mail. Nous venons d’y envoyer un code.
m-4000011 = Ce compte n’a pas d’application d’authentification. Merci d’essayer autrement.
m-4000012 = Ce code de récupération a déjà servi. Chaque code fonctionne une seule fois : merci d’en prendre un autre.
m-4000013 = Ce compte n’a pas de clé de sécurité. Merci d’essayer autrement.
m-4000014 = Ce compte n’a pas de codes de récupération. Merci d’essayer autrement.
m-4000015 = Nous ne connaissons pas cette clé d’accès ou cette clé de sécurité.
m-4000016 = Ce n’est pas un code de récupération de ce compte. Comparez-le, caractère par caractère, à ce que vous avez enregistré.
m-4000017 = { $max_length ->
    [one] C’est trop long : il y a de la place pour { $max_length } caractère.
   *[other] C’est trop long : il y a de la place pour { $max_length } caractères.
  }
m-4000018 = Le plus petit nombre possible ici est { $minimum }.
m-4000019 = La valeur doit être supérieure à { $minimum }.
m-4000020 = Le plus grand nombre possible ici est { $maximum }.
m-4000021 = La valeur doit être inférieure à { $maximum }.
m-4000022 = La valeur doit être un multiple de { $base }.
m-4000023 = { $max_items ->
    [one] Il n’y a de la place ici que pour { $max_items } élément.
   *[other] Il n’y a de la place ici que pour { $max_items } éléments.
  }
m-4000024 = { $min_items ->
    [one] Il faut au moins { $min_items } élément.
   *[other] Il faut au moins { $min_items } éléments.
  }
m-4000025 = Deux de ces éléments sont identiques.
m-4000026 = Nous attendions autre chose ici : { $allowed_types }.
m-4000027 = Un autre compte utilise déjà ces informations. Connectez-vous à celui-ci pour associer les deux.
m-4000028 = Un autre compte utilise déjà ces informations. Connectez-vous comme vous le faisiez jusqu’ici.
m-4000029 = La valeur attendue ici est { $expected }.
m-4000030 = Cette valeur ne convient pas ici.
m-4000031 = Ce mot de passe ressemble trop à votre adresse e-mail ou à votre nom d’utilisateur. Merci d’en choisir un qui n’en reprenne rien.
m-4000032 = Ce mot de passe est trop court : merci de prendre au moins { $min_length } caractères. Quelques mots à la suite conviennent bien.
m-4000033 = Ce mot de passe est trop long : il y a de la place pour { $max_length } caractères.
m-4000034 = Ce mot de passe figure sur les listes que les voleurs essaient en premier. Merci d’en choisir un que personne d’autre n’a.
m-4000035 = Nous ne pouvons pas envoyer de code de connexion pour cela. Vérifiez l’orthographe, ou connectez-vous autrement.
m-4000036 = Ces informations ne correspondent pas à celles que vous avez données avant.
m-4000037 = Nous ne pouvons pas continuer avec cela. Vérifiez l’orthographe, ou créez un compte.
m-4000038 = Nous n’avons pas pu vérifier que vous êtes une personne. Merci de réessayer.
m-4000039 = C’est déjà votre mot de passe. Merci d’en choisir un nouveau.
m-4000040 = { $value } ne ressemble pas à une adresse e-mail. La forme attendue est nom@example.org.
m-4000041 = { $value } ne ressemble pas à un numéro de téléphone. Merci de commencer par + et l’indicatif du pays.
m-4000042 = Cet appareil n’a pas pu être vérifié. Merci d’essayer autrement.
m-4000043 = La clé de sécurité n’a pas pu être vérifiée. Merci de réessayer.
m-4000044 = Votre compte ne connaît pas cet appareil.
m-4000045 = Cet appareil est déjà enregistré.
m-4000046 = Cet appareil ne peut pas être utilisé ici.

## API messages: flows

m-4019001 = Ce n’est pas votre code de récupération numéro { $number }. Cherchez ce numéro sur votre liste.
m-4019002 = Ce sont plusieurs codes. Saisissez-en un seul.
m-4010001 = Cette page est restée ouverte trop longtemps, nous l’avons donc renouvelée. Merci de vous connecter ici.
m-4010002 = Nous n’avons pas compris comment vous voulez vous connecter. Merci de choisir l’une des options ci-dessous.
m-4010003 = Nous n’avons pas compris comment vous voulez créer le compte. Merci de choisir l’une des options ci-dessous.
m-4010004 = Nous n’avons pas compris ce qu’il faut modifier. Merci d’utiliser un des formulaires ci-dessous.
m-4010005 = Nous n’avons pas compris comment vous voulez récupérer votre compte. Merci de recommencer ici.
m-4010006 = Nous n’avons pas compris comment confirmer cela. Merci de recommencer ici.
m-4010007 = Cette connexion est déjà terminée. Il n’y a plus rien à faire ici.
m-4010008 = Ce code n’a pas fonctionné. Prenez le plus récent, ou demandez-en un autre.
m-4010009 = Les deux comptes ne correspondent pas. Connectez-vous avec celui que vous voulez associer.
m-4010010 = Nous ne pouvons pas envoyer de code à cet endroit. Choisissez une adresse associée à votre compte.
m-4010011 = Ce compte est désactivé. L’équipe qui gère ce service peut vous en dire plus.
m-4040001 = Cette page est restée ouverte trop longtemps, nous l’avons donc renouvelée. Merci de la remplir une nouvelle fois.
m-4040002 = Ce compte est déjà créé. Vous pouvez maintenant vous connecter.
m-4040003 = Ce code n’a pas fonctionné. Prenez le plus récent, ou demandez-en un autre.
m-4050001 = Cette page est restée ouverte trop longtemps, nous l’avons donc renouvelée. Rien n’a été modifié.
m-4050002 = Merci de modifier une seule adresse à la fois, et de la confirmer avant la suivante.
m-4059001 = Saisissez d’abord un nouveau nom.
m-4060001 = Cette récupération est déjà terminée. Recommencez si vous n’arrivez toujours pas à vous connecter.
m-4060002 = Un problème est survenu pendant cette récupération. Merci de recommencer ici.
m-4060003 = Le lien n’est pas complet. Copiez-le en entier depuis l’e-mail, ou demandez-en un autre.
m-4060004 = Ce lien a déjà servi ou a été remplacé. Merci d’en demander un autre.
m-4060005 = Cette page ou ce lien est trop ancien. Merci de recommencer ici.
m-4069001 = Ce lien ne fonctionne plus : il a déjà servi, ou il date de plus de sept jours. Si quelqu’un d’autre est dans votre compte, retrouvez l’accès ici et choisissez un nouveau mot de passe.
m-4060006 = Ce code n’a pas fonctionné. Prenez celui du message le plus récent : un code cesse de fonctionner dès qu’un autre est envoyé.
m-4070001 = Ce lien a déjà servi ou a été remplacé. Merci d’en demander un autre.
m-4070002 = C’est déjà confirmé. Il n’y a plus rien à faire ici.
m-4070003 = Un problème est survenu pendant la confirmation. Merci de recommencer ici.
m-4070004 = Le lien n’est pas complet. Copiez-le en entier depuis l’e-mail, ou demandez-en un autre.
m-4070005 = Cette page ou ce lien est trop ancien. Merci de recommencer ici.
m-4070006 = Ce code n’a pas fonctionné. Prenez le plus récent, ou demandez-en un autre.
m-5000001 = Un problème est survenu chez nous : { $reason }
m-5000002 = Ce n’est pas possible ici pour le moment.
m-5000003 = Votre organisation n’a pas encore configuré sa connexion.

## Reasons: sentences of message 4000001 that are our own; the key has the words of the English one

title-email-address = Adresse e-mail
title-name = Nom
reason-the-logout-token-does-not-belong-to-this-session = Le lien de déconnexion n’appartient pas à cette session.
reason-tick-the-box-once-this-is-saved-somewhere-safe = Cochez la case une fois que tout est enregistré en lieu sûr.
reason-new-codes-were-made-in-another-window-meanwhile-save-the-ones-that-are-shown-now = Entre-temps, de nouveaux codes ont été créés dans une autre fenêtre. Conservez ceux qui sont affichés maintenant.
reason-make-new-recovery-codes-first-there-are-none-that-wait-to-be-confirmed = Créez d’abord de nouveaux codes de récupération : il n’y en a pas à confirmer.
reason-type-in-a-recovery-code-first = Saisissez d’abord un code de récupération.
reason-recovery-codes-are-shown-only-once-when-they-are-made = Les codes de récupération ne sont affichés qu’une fois, lors de leur création.
reason-there-are-no-recovery-codes = Il n’y a pas de codes de récupération.
reason-your-sign-in-app-or-key-needs-recovery-codes-beside-it-make-new-ones-instead = Votre application ou votre clé ne va pas sans codes de récupération. Créez-en plutôt de nouveaux.
reason-there-is-a-sign-in-app-already-which-is-not-asked-for-at-present = Une application est déjà configurée ; elle n’est pas demandée pour le moment.
reason-this-qr-code-was-shown-more-than-ten-minutes-ago-scan-the-new-one-and-delete-the-old-entry-from-your-app = Ce code QR a été affiché il y a plus de dix minutes. Scannez le nouveau et supprimez l’ancienne entrée de votre application.
reason-the-key-could-not-be-added-please-try-once-more = La clé n’a pas pu être ajoutée. Réessayez.
reason-this-key-is-in-use-already = Cette clé est déjà utilisée.
reason-this-key-is-in-use-already-or-there-are-too-many = Cette clé est déjà utilisée, ou il y en a trop.
reason-there-is-no-such-security-key = Cette clé de sécurité n’existe pas.
reason-the-passkey-could-not-be-added-please-try-once-more = La clé d’accès n’a pas pu être ajoutée. Réessayez.
reason-this-passkey-is-in-use-already-or-there-are-too-many = Cette clé d’accès est déjà utilisée, ou il y en a trop.
reason-there-is-no-such-passkey = Cette clé d’accès n’existe pas.
reason-this-is-the-only-way-into-your-account-set-a-password-first = C’est le seul accès à votre compte. Définissez d’abord un mot de passe.
reason-you-are-signed-in-already = Vous êtes déjà connecté.
reason-nothing-was-changed = Rien n’a été modifié.
reason-this-address-cannot-be-confirmed-here-so-it-cannot-be-used = Cette adresse ne peut pas être confirmée ici ; elle ne peut donc pas être utilisée.
reason-this-address-was-not-among-those-to-choose-from = Cette adresse ne faisait pas partie du choix proposé.
reason-the-code-was-tried-too-often-ask-for-a-new-one = Ce code a été essayé trop de fois. Demandez-en un nouveau.
reason-the-code-was-used-already-ask-for-a-new-one = Ce code a déjà été utilisé. Demandez-en un nouveau.

## Every page

page-skip = Aller au contenu
page-nav = Votre compte
page-nav-settings = Compte
page-nav-sessions = Appareils
page-dev = Mode développement : la messagerie montre tous les messages.
page-dev-mailbox = Ouvrir la messagerie
page-back = Retour
page-back-login = Retour à la connexion
page-sign-out = Se déconnecter
page-show-password = Afficher
page-hide-password = Masquer
page-key-failed = Votre navigateur n’a pas répondu. Réessayez, ou choisissez une autre méthode.
page-key-needs-script = Cela nécessite JavaScript, qui est désactivé dans votre navigateur.
page-languages = Langue
language-name = Français
page-optional = facultatif
page-error-prefix = Problème :
page-problems = { $count ->
    [one] { $count } point est à revoir
   *[other] { $count } points sont à revoir
  }
page-step = Étape { $step } sur { $of }
page-copy = Copier
page-copied = Copié

## Sign in

login-title = Se connecter
login-refresh-title = Confirmez que c’est bien vous
login-second-title = Encore une étape
login-refresh-lead = Pour votre sécurité, merci de vous connecter une nouvelle fois avant ce changement.
login-submit = Se connecter
login-refresh-submit = Continuer
login-refresh-other = Ce n’est pas vous ? Se déconnecter
login-forgot = Mot de passe oublié ?
login-no-account = Pas encore de compte ?
login-create = Créer un compte
login-totp-hint = Ouvrez l’application sur votre téléphone et saisissez les six chiffres qu’elle affiche maintenant.
login-totp-submit = Se connecter
login-lookup-label = Code de récupération
login-lookup-hint = N’importe quel code de votre liste que vous n’avez pas encore utilisé.
login-lookup-hint-one = Le code que vous avez enregistré lors de la mise en place.
login-lookup-submit = Se connecter avec ce code
login-other = Se connecter autrement
login-key-for = Connexion en tant que
login-way-totp = Un code de mon application d’authentification
login-key-hint = Tenez votre clé ou votre appareil à portée de main. Votre navigateur va vous le demander.
login-way-lookup_secret = Un de mes codes de récupération
login-way-lookup_secret-one = Mon code de récupération
login-way-webauthn = Ma clé de sécurité
login-way-passkey = Ma clé d’accès
login-way-code = Un code reçu par message
login-way-password = Mon mot de passe
login-stuck = Je n’ai rien de tout cela
login-stuck-text = Vos codes de récupération sont sur la feuille ou dans le fichier que vous avez enregistré au moment de la mise en place. S’ils sont perdus eux aussi, adressez-vous à l’équipe { $brand } : elle peut vous redonner l’accès dès qu’elle est sûre que c’est bien vous.
login-stuck-text-one = Votre code de récupération est sur la feuille ou dans le fichier que vous avez enregistré au moment de la mise en place. S’il est perdu lui aussi, adressez-vous à l’équipe { $brand } : elle peut vous redonner l’accès dès qu’elle est sûre que c’est bien vous.
login-stuck-text-none = Adressez-vous à l’équipe { $brand } : elle peut vous redonner l’accès dès qu’elle est sûre que c’est bien vous.
login-leave = Annuler et se déconnecter

## Create an account

registration-title = Créez votre compte
registration-password-title = Choisissez un mot de passe
registration-credential-title = Choisissez comment vous connecter
registration-submit = Créer un compte
registration-next = Suivant : choisir un mot de passe
registration-have = Vous avez déjà un compte ?
registration-password-hint = Au moins { $min } caractères. Quelques mots à la suite sont faciles à retenir et difficiles à deviner.

## Recovery

recovery-title = Retrouvez l’accès à votre compte
recovery-code-title = Saisissez le code que nous avons envoyé
recovery-choose-title = Choisissez où envoyer le code
recovery-confirm-title = Écrivez l’adresse en entier
recovery-link-title = Ouvrez le lien que nous avons envoyé
recovery-lead = Nous vous envoyons un code. Il vous redonne accès à votre compte, puis vous choisissez un nouveau mot de passe. Cela prend en général moins d’une minute.
recovery-link-lead = Nous vous envoyons un lien par e-mail. Il vous redonne accès à votre compte, puis vous choisissez un nouveau mot de passe. Cela prend en général moins d’une minute.
recovery-email = Adresse e-mail de votre compte
recovery-submit-code = Recevoir un code
recovery-submit-link = Recevoir un lien
recovery-again-link = Renvoyer le lien
recovery-sent-to = Envoyé à
recovery-code-label = Code reçu par message
recovery-code-hint = Seul le plus récent compte. Les codes précédents ne fonctionnent plus.
recovery-code-submit = Retrouver l’accès
recovery-nothing = Rien au bout de cinq minutes ? Vérifiez l’adresse, et regardez aussi dans le courrier indésirable.
recovery-resend = Recevoir un nouveau code
recovery-resend-wait = { $seconds ->
    [one] Vous pourrez demander un nouveau code dans { $seconds } seconde.
   *[other] Vous pourrez demander un nouveau code dans { $seconds } secondes.
  }
recovery-other = Utiliser une autre adresse
recovery-gone = Je n’ai plus accès à cette messagerie
recovery-gone-address = Si le compte a une autre adresse ou un numéro de téléphone prévu pour cela, utilisez-le.
recovery-gone-sign-in = Si vous connaissez encore votre mot de passe ou avez une clé d’accès, connectez-vous, avec l’application ou un de vos codes de récupération enregistrés comme seconde étape. Modifiez ensuite l’adresse dans votre compte.
recovery-gone-people = S’il ne vous reste rien de tout cela, adressez-vous à l’équipe { $brand } : elle peut vous redonner l’accès dès qu’elle est sûre que c’est bien vous.
recovery-open-title = Retrouvez l’accès à votre compte
recovery-open-lead = Avec ce bouton, vous vous connectez sur cet appareil, puis vous choisissez un nouveau mot de passe. Utilisez-le seulement si la demande vient de vous.
recovery-open-asked = Demande faite
recovery-open-device = Demande venue de
recovery-open-go = Oui, retrouver l’accès
not-me-title = Ce n’était pas vous ?
not-me-lead = Voici pourquoi nous vous avons écrit :
not-me-what = Ce qui s’est passé
not-me-when = Quand
not-me-then = Avec ce bouton :
not-me-then-out = tout le monde est déconnecté du compte, vous aussi ;
not-me-then-undone = ce qui avait été modifié est annulé, sauf si cela a encore été modifié depuis ;
not-me-then-password = le mot de passe cesse de fonctionner, et vous en choisissez aussitôt un nouveau.
not-me-go = Ce n’était pas moi
not-me-was-me = C’était vous ? Alors fermez simplement cette page. Il ne s’est rien passé.
recovery-open-not-me = La demande ne vient pas de vous ? Alors fermez simplement cette page. Il ne s’est rien passé.
recovery-done-title = Vous avez retrouvé l’accès à votre compte
recovery-done-lead = Il ne reste qu’une chose à faire : choisir un nouveau mot de passe.
recovery-done-go = Choisir un nouveau mot de passe

## Confirming an address

verification-title = Confirmez votre adresse
verification-lead = Nous envoyons un code à cette adresse, pour savoir que nos messages vous parviennent.
verification-address = Adresse à confirmer
verification-submit = Recevoir un code
verification-code-label = Code reçu par message
verification-code-submit = Confirmer
verification-link-lead = Nous envoyons un lien à cette adresse, pour savoir que nos messages vous parviennent.
verification-open-title = Confirmez votre adresse
verification-open-lead = Avec ce bouton, vous confirmez que les e-mails envoyés à cette adresse vous parviennent.
verification-open-address = Adresse
verification-open-go = Oui, c’est la mienne
verification-open-not-me = Ce n’est pas la vôtre ? Alors fermez simplement cette page. Il ne s’est rien passé.
verification-done-title = Adresse confirmée
verification-done-go = Continuer

## Settings

settings-title = Paramètres du compte
settings-lead = Vous utilisez le compte
settings-profile = À propos de vous
settings-profile-state = Ce que nous savons de vous, et comment vous joindre.
settings-password = Mot de passe
settings-password-state = Modifié { $at }
settings-password-set = Défini
settings-password-none = Vous n’avez pas encore de mot de passe.
settings-password-open = Modifier le mot de passe
settings-password-new = Nouveau mot de passe
settings-password-submit = Enregistrer le nouveau mot de passe
settings-recovered-title = Choisissez un nouveau mot de passe
settings-recovered-why = Vous avez retrouvé l’accès avec un code. Nous ne savons pas si quelqu’un d’autre connaît l’ancien mot de passe ; le nouveau le remplace partout.
settings-recovered-passkey = Configurer une clé d’accès sur cet appareil et supprimer celles des appareils que vous n’avez plus
settings-recovered-done = Vous avez été déconnecté partout ailleurs, et vos autres adresses ont été prévenues.
settings-ended = { $count ->
    [0] Aucun autre appareil n’était connecté.
    [one] Un autre appareil a été déconnecté.
   *[other] { $count } autres appareils ont été déconnectés.
  }
settings-told = Un e-mail vous en informe aussi.
settings-on = En place
settings-off = Pas en place
settings-since = depuis { $at }
settings-last-used = Dernière utilisation : { $at }.
settings-never-used = Pas encore d’utilisation.
settings-totp = Application d’authentification
settings-totp-why = Une application sur votre téléphone affiche un nouveau code toutes les trente secondes. Un mot de passe volé ne suffit alors plus pour entrer dans votre compte.
settings-totp-open = Ajouter une application d’authentification
settings-totp-scan = Scannez ce code avec l’application sur votre téléphone.
settings-totp-key = Ou saisissez cette clé dans l’application :
settings-totp-code = Saisissez ensuite le code affiché par l’application
settings-totp-submit = Activer
settings-totp-remove = Désactiver…
settings-totp-remove-text = Ensuite, votre mot de passe suffira pour se connecter : à vous, et à quiconque le connaît.
settings-totp-remove-beside = Ensuite, l’application ne sera plus demandée. Votre autre seconde étape le sera toujours.
settings-totp-remove-codes = Vos codes de récupération seront supprimés eux aussi.
settings-totp-remove-submit = Désactiver l’application d’authentification
settings-passkey = Clés d’accès (passkeys)
settings-passkey-count = { $count ->
    [0] Aucune
    [one] Une clé d’accès
   *[other] { $count } clés d’accès
}
settings-passkey-why = Connectez-vous avec votre empreinte, votre visage ou le verrouillage de l’écran, sans mot de passe. Personne ne peut vous la soutirer par ruse.
settings-passkey-last = C’est le seul accès à votre compte. Définissez un mot de passe avant de la supprimer.
settings-webauthn = Clés de sécurité
settings-webauthn-count = { $count ->
    [0] Aucune
    [one] Une clé
   *[other] { $count } clés
}
settings-webauthn-why = Avec une clé ou un appareil que vous tenez en main, un mot de passe volé ne sert plus à rien.
settings-key-name = Nom, pour la reconnaître
settings-name = Nom, pour s’y retrouver
settings-name-it = Donner un nom…
settings-key-rename = Renommer…
settings-key-rename-name = Nouveau nom
settings-key-rename-submit = Enregistrer le nom
settings-key-remove = Supprimer…
settings-key-remove-text = { $name } n’ouvrira plus votre compte.
settings-key-remove-submit = Supprimer
settings-codes = Codes de récupération
settings-codes-one = Code de récupération
settings-codes-why = Des codes sur papier qui vous permettent de vous connecter si vous perdez votre téléphone. Chacun fonctionne une seule fois.
settings-codes-why-one = Un code sur papier qui vous permet de vous connecter si vous perdez votre téléphone. Une fois utilisé, il est remplacé par un nouveau.
settings-codes-left = { $left ->
    [0] Plus aucun code disponible
    [one] { $left } code restant sur { $total }
   *[other] { $left } codes restants sur { $total }
  }
settings-codes-left-one = { $left ->
    [0] Utilisé
   *[other] Prêt à l’emploi
  }
settings-codes-low = Il ne vous reste plus beaucoup de codes de récupération. Créez-en de nouveaux tant que vous pouvez encore vous connecter.
settings-codes-make = Créer des codes de récupération
settings-codes-make-one = Créer un code de récupération
settings-codes-renew = Créer de nouveaux codes…
settings-codes-renew-one = Créer un nouveau code…
settings-codes-renew-text = Vous recevez une nouvelle liste à enregistrer. Vos codes actuels restent valables jusqu’à ce que vous confirmiez que les nouveaux sont enregistrés.
settings-codes-renew-text-one = Vous recevez un nouveau code à enregistrer. Votre code actuel reste valable jusqu’à ce que vous confirmiez que le nouveau est enregistré.
settings-codes-renew-submit = Créer de nouveaux codes
settings-codes-renew-submit-one = Créer un nouveau code
settings-codes-show = Afficher mes codes
settings-owed-title = Encore une étape
settings-owed-verification = Confirmer votre adresse
settings-owed-password = Choisir un nouveau mot de passe
settings-owed-totp = Configurer une application de connexion
settings-owed-webauthn = Ajouter une clé de sécurité
settings-owed-lookup_secret = Enregistrer des codes de récupération
settings-owed-passkey = Ajouter une clé d’accès
settings-codes-try = Essayer un code…
settings-codes-try-one = Essayer le code…
settings-codes-try-text = Le code n’est pas utilisé. C’est un bon moyen de vérifier que votre liste est la bonne.
settings-codes-try-text-one = Le code n’est pas utilisé. C’est un bon moyen de vérifier que celui que vous avez enregistré est le bon.
settings-codes-try-submit = Essayer
settings-codes-remove = Désactiver…
settings-codes-remove-text = Tous vos codes cesseront aussitôt de fonctionner. Si vous perdez ensuite votre téléphone, ces codes ne pourront plus vous redonner l’accès.
settings-codes-remove-text-one = Le code cessera aussitôt de fonctionner. Si vous perdez ensuite votre téléphone, il ne pourra plus vous redonner l’accès.
settings-codes-remove-submit = Désactiver les codes de récupération
settings-codes-remove-submit-one = Désactiver le code de récupération

codes-title = Enregistrez vos codes de récupération
codes-title-one = Enregistrez votre code de récupération
codes-shown-title = Vos codes de récupération
codes-shown-title-one = Votre code de récupération
codes-lead = Si vous perdez un jour votre téléphone, un de ces codes vous redonne accès à votre compte. Gardez-les là où vous pouvez les retrouver sans lui : sur papier, ou dans un gestionnaire de mots de passe.
codes-lead-one = Si vous perdez un jour votre téléphone, ce code vous redonne accès à votre compte. Gardez-le là où vous pouvez le retrouver sans lui : sur papier, ou dans un gestionnaire de mots de passe.
codes-lead-old = Tant que vous n’avez pas confirmé ces codes, les précédents restent valables.
codes-lead-old-one = Tant que vous n’avez pas confirmé ce code, le précédent reste valable.
codes-list = Vos nouveaux codes
codes-list-one = Votre nouveau code
codes-list-shown = Vos codes
codes-list-shown-one = Votre code
codes-used = Utilisé { $at }
codes-tools = Enregistrer les codes
codes-copy = Copier
codes-copied = Copié
codes-download = Fichier texte
codes-pdf = En PDF
codes-file = codes-de-recuperation
codes-print = Imprimer
codes-saved = J’ai mis ces codes en lieu sûr
codes-saved-one = J’ai mis ce code en lieu sûr
codes-confirm = Utiliser désormais ces codes
codes-confirm-one = Utiliser désormais ce code
codes-cancel = Pas maintenant. Tout laisser comme avant
codes-back = Retour à votre compte

kit-title = Codes de récupération
kit-title-one = Code de récupération
kit-at = Se connecter sur
kit-account = Compte
kit-made = Créés
kit-how-any = Chaque code fonctionne une seule fois, dans n’importe quel ordre. Cochez-le quand vous l’avez utilisé.
kit-how-sequence = Chaque code fonctionne une seule fois. Les codes vous sont demandés par leur numéro ; cochez chacun quand vous l’avez utilisé.
kit-how-replace = Dès que vous utilisez le code, vous en recevez un nouveau. Jetez alors cette feuille.
kit-keep = Rangez cette feuille avec votre passeport, pas avec votre téléphone. Quiconque l’a et connaît votre mot de passe peut se connecter à votre place ; c’est pourquoi personne chez { $brand } ne vous la demandera jamais.
kit-qr = Code QR de l’adresse de connexion

## Sessions

sessions-title = Vos appareils connectés
sessions-lead = Vous ne reconnaissez pas un appareil ? Déconnectez-le, puis modifiez votre mot de passe.
sessions-this = Cet appareil
sessions-strong = Connexion en deux étapes
sessions-seen = Dernière activité : { $at }
sessions-end = Déconnecter
sessions-others = Déconnecter tous les autres appareils
sessions-alone = Aucun autre appareil n’est connecté.

## Home

home-title = Votre compte
home-out-title = Votre compte { $brand }
home-out-lead = Que voulez-vous faire ?
home-sign-in = Se connecter
home-create = Créer un compte
home-recover = Je n’arrive pas à me connecter
home-lead = Vous utilisez le compte
home-open = Modifier
home-address = Adresse e-mail
home-verified = Confirmée
home-unverified = Pas encore confirmée
home-confirm = Confirmer
home-password-unset = Aucun
home-set-up = Ajouter
home-codes-none = Aucun enregistré
home-advice-app = Seul un mot de passe protège ce compte. Avec une application d’authentification, un mot de passe volé ne sert plus à rien.
home-advice-codes = Vous n’avez pas de codes de récupération. Si vous perdez votre téléphone, rien ne vous redonnera l’accès. En enregistrer ne prend qu’une minute.
home-settings = Paramètres du compte
home-sessions = Vos appareils connectés

## Errors

error-title = Cela n’a pas fonctionné
error-403 = Cette page ne vous est pas ouverte
error-403-text = La page est peut-être trop ancienne, ou l’étape a été commencée dans une autre fenêtre. Revenir à l’accueil suffit en général.
error-404 = Il n’y a rien ici
error-404-text = L’adresse a peut-être été coupée, ou la page a été déplacée.
error-410 = Cette page a expiré
error-410-text = Elle est restée ouverte trop longtemps. Rien n’a été modifié ; merci de recommencer.
error-429 = Un peu trop souvent
error-429-text = Il y a eu beaucoup d’essais en peu de temps. Attendez une minute ou deux, puis continuez.
error-4xx-text = Nous n’avons pas compris cette étape. Rien n’a été modifié ; merci de recommencer.
error-5xx = Un problème est survenu chez nous
error-5xx-text = Vous n’y êtes pour rien, et rien n’est perdu. Merci de réessayer dans un instant.
error-number = Si vous demandez de l’aide, donnez ce numéro :
error-home = Aller à l’accueil

## Development mailbox

mailbox-title = Messagerie de développement
mailbox-banner = Pour le développement seulement. Les e-mails et les SMS arrivent ici au lieu d’être envoyés, et sont supprimés au bout d’un jour.
mailbox-list = Messages reçus
mailbox-empty = Encore rien. Demandez un code, et il apparaîtra ici.
mailbox-none = Choisissez un message pour le lire.
mailbox-to = À
mailbox-from = De
mailbox-copy-code = Copier { $code }
mailbox-link = Ouvrir le lien
mailbox-text = En texte
mailbox-html = En HTML

## Mails

mail-hello = Bonjour,
mail-from = Votre compte { $brand }
mail-never-ask = Saisissez vos codes uniquement sur le site { $brand }. Personne ne vous les demandera jamais.
mail-when = Quand
mail-device = Appareil
mail-place = Où
mail-account = Compte
mail-not-me = Ce n’était pas moi
mail-not-me-lead = Si c’était vous, il n’y a rien à faire. Sinon :
mail-not-me-words = Si c’était vous, il n’y a rien à faire. Sinon, allez comme d’habitude sur la page de connexion { $brand }, choisissez-y un nouveau mot de passe et prévenez l’équipe.
mail-expires = { $minutes ->
    [one] Valable une seule fois, pendant { $minutes } minute.
   *[other] Valable une seule fois, pendant { $minutes } minutes.
  }

mail-recovery_code_valid-subject = Retrouvez l’accès à votre compte { $brand }
mail-recovery_code_valid-lead = Quelqu’un, très probablement vous, veut retrouver l’accès à votre compte. Voici le code :
mail-recovery_code_valid-link = Ou ouvrez ce lien sur l’appareil que vous voulez utiliser :
mail-recovery_code_valid-button = Retrouver l’accès
mail-recovery_code_valid-not-me = La demande ne vient pas de vous ? Alors ignorez simplement cet e-mail. Sans le code, personne n’entre, et rien ne change.

mail-recovery_valid-lead = Quelqu’un, très probablement vous, veut retrouver l’accès à votre compte. Ouvrez ce lien dans le navigateur que vous voulez utiliser. Une confirmation vous sera demandée avant tout changement :
mail-recovery_valid-not-me = La demande ne vient pas de vous ? Alors ignorez simplement cet e-mail. Sans le lien, personne n’entre, et rien ne change.

mail-recovery_code_invalid-subject = Aucun compte { $brand } avec cette adresse
mail-recovery_code_invalid-lead = Quelqu’un, très probablement vous, veut retrouver l’accès à un compte { $brand } avec cette adresse :
mail-recovery_code_invalid-text = Il n’y en a pas. Vous avez peut-être créé le vôtre avec une autre adresse : essayez avec celle-là.
mail-recovery_code_invalid-not-me = La demande ne vient pas de vous ? Alors il n’y a rien à faire.

mail-verification_code_valid-subject = Confirmez votre adresse pour { $brand }
mail-verification_code_valid-lead = Saisissez ce code pour confirmer que les e-mails envoyés à cette adresse vous parviennent :
mail-verification_code_valid-link = Ou ouvrez ce lien :
mail-verification_code_valid-button = Confirmer cette adresse
mail-verification_code_valid-not-me = Vous ne savez pas de quoi il s’agit ? Alors ignorez simplement cet e-mail, et rien ne se passera.

sms-not-me = Ce n’était pas vous ? Appuyez ici :
sms-recovery_code_valid = { $code } vous redonne accès à votre compte { $brand }. Personne chez { $brand } ne vous le demandera jamais.
sms-verifiable_address_changed = Les adresses de votre compte { $brand } ont été modifiées. Si cela ne vient pas de vous, connectez-vous et choisissez un nouveau mot de passe.
sms-verification_code_valid = { $code } confirme ce numéro pour { $brand }.

mail-verification_valid-lead = Ouvrez ce lien pour confirmer que les e-mails envoyés à cette adresse vous parviennent :

mail-verification_code_invalid-subject = Aucun compte { $brand } avec cette adresse
mail-verification_code_invalid-lead = Quelqu’un, très probablement vous, a demandé à { $brand } de confirmer cette adresse :
mail-verification_code_invalid-text = Elle n’est associée à aucun compte. Vous avez peut-être créé le vôtre avec une autre adresse : essayez avec celle-là.
mail-verification_code_invalid-not-me = La demande ne vient pas de vous ? Alors il n’y a rien à faire.

mail-notice_recovery_codes_made-subject = Nouveaux codes de récupération pour votre compte { $brand }
mail-notice_recovery_codes_made-lead = De nouveaux codes de récupération ont été créés et confirmés pour votre compte. Les précédents ne fonctionnent plus.
mail-notice_recovery_code_used-subject = Un code de récupération { $brand } a été utilisé
mail-notice_recovery_code_used-lead = Quelqu’un s’est connecté à votre compte avec un de vos codes de récupération.
mail-notice_recovery_code_renewed-subject = Code de récupération { $brand } utilisé et remplacé
mail-notice_recovery_code_renewed-lead = Quelqu’un s’est connecté à votre compte avec un code de récupération et en a enregistré de nouveaux. Les précédents ne fonctionnent plus.
mail-notice_recovery_codes_low-subject = Il reste peu de codes de récupération { $brand }
mail-notice_recovery_codes_low-lead = Il reste peu de codes de récupération pour votre compte. Créez-en de nouveaux tant que vous pouvez encore vous connecter.
mail-notice_recovery_codes_drill-subject = Avez-vous toujours vos codes de récupération { $brand } ?
mail-notice_recovery_codes_drill-lead = Vous n’avez pas eu besoin de vos codes de récupération depuis longtemps. Retrouvez-les, connectez-vous et essayez-en un dans les paramètres : aucun code n’est consommé. S’ils ont disparu, créez-en de nouveaux au même endroit.
mail-notice_recovery_codes_removed-subject = Codes de récupération { $brand } désactivés
mail-notice_recovery_codes_removed-lead = Les codes de récupération de votre compte ont été désactivés. Plus aucun ne fonctionne.
mail-notice_password_changed-subject = Nouveau mot de passe pour votre compte { $brand }
mail-notice_password_changed-lead = Le mot de passe de votre compte a été modifié.
mail-notice_webauthn_added-subject = Une clé de sécurité a été ajoutée chez { $brand }
mail-notice_webauthn_added-lead = Une clé de sécurité a été ajoutée à votre compte. Elle peut désormais servir à la connexion.
mail-notice_webauthn_removed-subject = Une clé de sécurité a été supprimée chez { $brand }
mail-notice_webauthn_removed-lead = Une clé de sécurité de votre compte a été supprimée. Elle n’ouvre plus votre compte.
mail-notice_passkey_added-subject = Une clé d’accès a été ajoutée chez { $brand }
mail-notice_passkey_added-lead = Une clé d’accès a été ajoutée à votre compte. Toute personne qui possède l’appareil peut se connecter avec elle.
mail-notice_passkey_removed-subject = Une clé d’accès a été supprimée chez { $brand }
mail-notice_passkey_removed-lead = Une clé d’accès de votre compte a été supprimée. Elle n’ouvre plus votre compte.
mail-notice_totp_added-subject = Application d’authentification { $brand } activée
mail-notice_totp_added-lead = Une application d’authentification a été ajoutée à votre compte. Ses codes sont désormais demandés à la connexion.
mail-notice_totp_removed-subject = Application d’authentification { $brand } désactivée
mail-notice_totp_removed-lead = L’application d’authentification de votre compte a été désactivée. Ses codes ne sont plus demandés.
mail-verifiable_address_changed-subject = Adresse de votre compte { $brand } modifiée
mail-verifiable_address_changed-lead = Les adresses de votre compte ont été modifiées.

mail-notice_address_changed-subject = Nouvelle adresse pour votre compte { $brand }
mail-notice_address_changed-lead = Les adresses de votre compte ont été modifiées. Une nouvelle adresse ne permet de retrouver l’accès au compte qu’après quelques jours.
mail-notice_recovery_requested-subject = Quelqu’un veut accéder à votre compte { $brand }
mail-notice_recovery_requested-lead = Quelqu’un a demandé un code pour retrouver l’accès à votre compte. Ce code a été envoyé à une autre adresse du compte. Pour l’instant, rien n’a changé.
mail-notice_recovery_requested-hint = Si c’était vous, il n’y a rien à faire. Sinon, personne n’entre sans ce code. Si d’autres personnes ont accès à la messagerie qui l’a reçu, surveillez-la.
mail-notice_second_factor_guessed-subject = Codes erronés pour votre compte { $brand }
mail-notice_second_factor_guessed-lead = Quelqu’un a passé la première étape de la connexion à votre compte, puis a saisi dix codes erronés. Personne n’a passé la seconde étape.
mail-notice_totp_stopped-subject = Les codes de votre application ne sont plus acceptés – { $brand }
mail-notice_totp_stopped-lead = Vingt codes erronés ont été saisis de suite après la première étape de la connexion à votre compte. Les codes de votre application ne sont donc plus acceptés. Connectez-vous avec un code de récupération ou une clé de sécurité, puis configurez de nouveau l’application. Si vous n’avez ni l’un ni l’autre, adressez-vous à l’équipe.
mail-notice_recovery_codes_stopped-subject = Vos codes de récupération ne sont plus acceptés – { $brand }
mail-notice_recovery_codes_stopped-lead = Vingt codes de récupération erronés ont été saisis de suite après la première étape de la connexion à votre compte. Ils ne sont donc plus acceptés. Connectez-vous avec votre application ou une clé de sécurité, puis créez de nouveaux codes. Si vous n’avez ni l’une ni l’autre, adressez-vous à l’équipe.
mail-notice_recovered-subject = Votre compte { $brand } a été récupéré
mail-notice_recovered-lead = Quelqu’un a retrouvé l’accès à votre compte avec un code que nous avons envoyé, et peut maintenant choisir un nouveau mot de passe.

## Words of dates and devices

time-today = aujourd’hui à { $clock } UTC
time-yesterday = hier à { $clock } UTC
time-date = { $day ->
    [1] le 1er { $month } { $year } à { $clock } UTC
   *[other] le { $day } { $month } { $year } à { $clock } UTC
  }
time-month-1 = janvier
time-month-2 = février
time-month-3 = mars
time-month-4 = avril
time-month-5 = mai
time-month-6 = juin
time-month-7 = juillet
time-month-8 = août
time-month-9 = septembre
time-month-10 = octobre
time-month-11 = novembre
time-month-12 = décembre

device-both = { $browser } sur { $system }
device-unknown = Un appareil inconnu
