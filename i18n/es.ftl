# Spanish («usted», neutral between Spain and Latin America). Keys and arguments as in en.ftl; at the end the words of dates and devices.

## API messages: signing in

m-1010000 = Iniciar sesión
m-1010001 = Iniciar sesión
m-1010002 = Iniciar sesión con { $provider }
m-1010003 = Este paso es delicado; por favor, confirme una vez más que es usted.
m-1010004 = El primer paso es correcto. En esta cuenta, confirme también de otra forma que es usted.
m-1010005 = Comprobar
m-1010006 = Código de la aplicación de autenticación
m-1010007 = Uno de sus códigos de recuperación
m-1010008 = Iniciar sesión con la llave de seguridad
m-1010009 = Usar la aplicación de autenticación
m-1010010 = Usar un código de recuperación
m-1010011 = Continuar con la llave de seguridad
m-1010012 = Tenga su dispositivo a mano y continúe.
m-1010013 = Continuar
m-1010014 = Si conocemos esta dirección, el código ya está en camino.
m-1010015 = Enviarme un código de acceso
m-1010016 = Ya existe una cuenta para { $duplicate_identifier }. Inicie sesión en ella una vez y después también podrá hacerlo con { $provider }.
m-1010017 = Iniciar sesión y conectar
m-1010018 = Continuar con { $provider }
m-1010019 = Enviarme un código
m-1010020 = Le enviaremos un código a una de las direcciones de su cuenta.
m-1010021 = Usar una llave de acceso (passkey)
m-1010022 = Iniciar sesión con la contraseña
m-1010023 = Enviar un código a { $address }
m-1010024 = Usar este dispositivo
m-1010025 = El código está en camino. Escríbalo aquí para continuar.
m-1019001 = Código de recuperación número { $number }
m-1019002 = Era su último código de recuperación. Aquí tiene otros nuevos: servirán en cuanto confirme que los guardó; hasta entonces sigue sirviendo el que escribió.
m-1019003 = Cada código de recuperación sirve una sola vez, así que aquí tiene el nuevo. Servirá en cuanto confirme que lo guardó; hasta entonces sigue sirviendo el que escribió.
m-1019004 = Ha recuperado el acceso con uno de sus códigos de recuperación, así que aquí tiene otros nuevos. Servirán en cuanto confirme que los guardó; hasta entonces sigue sirviendo el que escribió.
m-1020000 = Cerrar sesión
m-1030000 = Segundo paso

## API messages: creating an account

m-1040001 = Crear cuenta
m-1040002 = Crear cuenta con { $provider }
m-1040003 = Siguiente
m-1040004 = Crear cuenta con una llave de seguridad
m-1040005 = El código está en camino. Escríbalo aquí para terminar.
m-1040006 = Enviarme un código
m-1040007 = Crear cuenta con una llave de acceso (passkey)
m-1040008 = Cambiar estos datos
m-1040009 = Ya casi está. Elija cómo quiere iniciar sesión a partir de ahora.

## API messages: the account

m-1050001 = Los cambios se han guardado.
m-1050002 = Conectar { $provider }
m-1050003 = Desconectar { $provider }
m-1050004 = Desactivar la aplicación de autenticación
m-1050005 = Código QR para la aplicación de autenticación
m-1050006 = { $secret }
m-1050007 = Mostrar mis códigos de recuperación
m-1050008 = Crear códigos de recuperación nuevos
m-1050009 = { $secret }
m-1050010 = Guárdelos en un lugar al que pueda llegar sin este dispositivo.
m-1050011 = He guardado mis códigos
m-1050012 = Añadir una llave de seguridad
m-1050013 = Nombre para esta llave
m-1050014 = Usado: { $used_at }
m-1050015 = { $secrets }
m-1050016 = Desactivar
m-1050017 = ¿No tiene una cámara a mano? Escriba esta clave en la aplicación.
m-1050018 = Quitar la llave de seguridad «{ $display_name }»
m-1050019 = Añadir una llave de acceso (passkey)
m-1050020 = Quitar la llave de acceso (passkey) «{ $display_name }»
m-1050021 = Añadir este dispositivo
m-1050022 = Quitar este dispositivo
m-1050023 = Su organización se ocupa de esta cuenta, así que algunas cosas solo se pueden cambiar allí.

## API messages: recovery, labels, verification

m-1059001 = Una cosa más: guarde lo que aparece abajo. Lo que configuró se activará en cuanto confirme que lo guardó.
m-1059002 = { $left ->
    [0] No le queda ningún código de recuperación. Cree otros nuevos.
    [one] Le queda un código de recuperación. Cree otros nuevos mientras todavía pueda iniciar sesión.
   *[other] Le quedan { $left } códigos de recuperación. Cree otros nuevos mientras todavía pueda iniciar sesión.
  }
m-1059003 = Un paso más antes de continuar. Así siempre podrá volver a entrar en su cuenta.
m-1059004 = Este código funciona. Al probarlo no se ha gastado.
m-1059005 = Cambiar el nombre de «{ $display_name }»
m-1059006 = Nombre nuevo
m-1059007 = Guardar el nombre
m-1060001 = Ya está de nuevo en su cuenta. Elija ahora una contraseña nueva.
m-1060002 = Si esta dirección pertenece a una cuenta, hay un correo con un enlace en camino. Puede tardar unos minutos; mire también en el correo no deseado.
m-1060003 = Si esta dirección pertenece a una cuenta, el código ya está en camino.
m-1060004 = Si { $masked_address } pertenece a su cuenta, el código ya está en camino.
m-1060005 = Para asegurarnos de que es suya, escriba la dirección completa, por favor.
m-1060006 = ¿Dónde quiere recibir el código?
m-1060007 = Volver
m-1069001 = Gracias por avisarnos. Hemos cerrado todas las sesiones de su cuenta y deshecho los cambios. Ahora recupere el acceso y elija una contraseña nueva.
m-1070000 = { $text }
m-1070001 = Contraseña
m-1070002 = { $title }
m-1070003 = Guardar cambios
m-1070004 = Nombre de usuario o correo electrónico
m-1070005 = Enviar
m-1070006 = Código que muestra la aplicación
m-1070007 = Correo electrónico
m-1070008 = Enviar otro código
m-1070009 = Continuar
m-1070010 = Código que le enviamos
m-1070011 = Código que le enviamos
m-1070012 = Código para crear la cuenta
m-1070013 = Código para iniciar sesión
m-1070014 = Iniciar sesión y conectar
m-1070015 = Complete la comprobación de abajo, por favor.
m-1070016 = Correo electrónico de su cuenta
m-1070017 = Número de teléfono
m-1070018 = Correo electrónico o número de teléfono
m-1079001 = Otra de mis direcciones
m-1080001 = Si esta dirección está pendiente de confirmar, hay un correo con un enlace en camino.
m-1080002 = Gracias, este correo electrónico está confirmado.
m-1080003 = Si esta dirección está pendiente de confirmar, hay un correo con un código en camino.
m-1080004 = Si este número está pendiente de confirmar, hay un mensaje de texto con un código en camino.
m-1080005 = Gracias, este número de teléfono está confirmado.

## API messages: something is not right with what was sent

m-4000001 = { $reason }
m-4000002 = Esto sigue vacío. Complételo, por favor.
m-4000003 = { $min_length ->
    [one] Es un poco corto: hace falta al menos { $min_length } carácter.
   *[other] Es un poco corto: hacen falta { $min_length } caracteres o más.
  }
m-4000004 = Esto no tiene el formato que esperábamos aquí.
m-4000005 = Elija otra contraseña, por favor: { $reason }
m-4000006 = Esa combinación no funcionó. Revise cómo está escrita e inténtelo de nuevo, o recupere el acceso a su cuenta.
m-4000007 = Ya existe una cuenta con estos datos. ¿Es suya? Entonces inicie sesión o recupere el acceso.
m-4000008 = Ese código no coincide. Los códigos cambian cada medio minuto: pruebe con el que muestra ahora la aplicación.
m-4000009 = Todavía no hay nada con lo que pueda iniciar sesión. Añada un correo electrónico o un nombre de usuario, por favor.
m-4000010 = Antes de iniciar sesión por primera vez, confirme su correo electrónico. El correo con el código está en camino.
m-4000011 = Esta cuenta no tiene aplicación de autenticación. Pruebe otra opción, por favor.
m-4000012 = Este código de recuperación ya se usó. Cada uno sirve una sola vez: use otro, por favor.
m-4000013 = Esta cuenta no tiene llave de seguridad. Pruebe otra opción, por favor.
m-4000014 = Esta cuenta no tiene códigos de recuperación guardados. Pruebe otra opción, por favor.
m-4000015 = No conocemos esta llave de acceso o de seguridad.
m-4000016 = Este no es un código de recuperación de esta cuenta. Compárelo letra por letra con lo que guardó.
m-4000017 = { $max_length ->
    [one] Es demasiado largo: cabe { $max_length } carácter como máximo.
   *[other] Es demasiado largo: caben { $max_length } caracteres como máximo.
  }
m-4000018 = El número más bajo que sirve aquí es { $minimum }.
m-4000019 = Tiene que ser mayor que { $minimum }.
m-4000020 = El número más alto que sirve aquí es { $maximum }.
m-4000021 = Tiene que ser menor que { $maximum }.
m-4000022 = Tiene que ser múltiplo de { $base }.
m-4000023 = { $max_items ->
    [one] Aquí cabe { $max_items } entrada como máximo.
   *[other] Aquí caben { $max_items } entradas como máximo.
  }
m-4000024 = { $min_items ->
    [one] Tiene que haber al menos { $min_items } entrada.
   *[other] Tiene que haber al menos { $min_items } entradas.
  }
m-4000025 = Dos de estas entradas son iguales.
m-4000026 = Aquí esperábamos: { $allowed_types }.
m-4000027 = Otra cuenta ya usa estos datos. Inicie sesión en ella para conectar las dos.
m-4000028 = Otra cuenta ya usa estos datos. Inicie sesión como lo hacía antes.
m-4000029 = Tiene que ser { $expected }.
m-4000030 = Este valor no sirve aquí.
m-4000031 = Esta contraseña se parece demasiado a su correo electrónico o a su nombre de usuario. Elija una que no contenga ninguna parte de ellos, por favor.
m-4000032 = Esta contraseña es demasiado corta: use { $min_length } caracteres o más, por favor. Unas cuantas palabras seguidas funcionan bien.
m-4000033 = Esta contraseña es demasiado larga: caben { $max_length } caracteres como máximo.
m-4000034 = Esta contraseña está en las listas que los ladrones prueban primero. Elija una que no tenga nadie más, por favor.
m-4000035 = No podemos enviar un código de acceso con estos datos. Revise cómo están escritos o inicie sesión de otra forma.
m-4000036 = Estos datos no coinciden con los que indicó antes.
m-4000037 = No podemos continuar con estos datos. Revise cómo están escritos o cree una cuenta.
m-4000038 = No pudimos comprobar que es una persona. Inténtelo de nuevo, por favor.
m-4000039 = Esa es la contraseña que ya tiene. Elija una nueva, por favor.
m-4000040 = { $value } no parece una dirección de correo electrónico. Suele escribirse así: nombre@example.org.
m-4000041 = { $value } no parece un número de teléfono. Empiece con + y el código del país, por favor.
m-4000042 = No pudimos comprobar este dispositivo. Pruebe otra opción, por favor.
m-4000043 = No pudimos comprobar la llave de seguridad. Inténtelo una vez más, por favor.
m-4000044 = Este dispositivo no está registrado en su cuenta.
m-4000045 = Este dispositivo ya está registrado.
m-4000046 = Este dispositivo no se puede usar aquí.

## API messages: flows

m-4019001 = Este no es su código de recuperación número { $number }. Busque ese número en su lista.
m-4019002 = Son varios códigos. Escriba solo uno.
m-4010001 = Esta página estuvo abierta demasiado tiempo, así que preparamos una nueva. Inicie sesión aquí, por favor.
m-4010002 = No entendimos cómo quiere iniciar sesión. Elija una de las opciones de abajo, por favor.
m-4010003 = No entendimos cómo quiere crear la cuenta. Elija una de las opciones de abajo, por favor.
m-4010004 = No entendimos qué quiere cambiar. Use uno de los formularios de abajo, por favor.
m-4010005 = No entendimos cómo quiere recuperar el acceso a su cuenta. Empiece de nuevo aquí, por favor.
m-4010006 = No entendimos cómo confirmar esto. Empiece de nuevo aquí, por favor.
m-4010007 = Este inicio de sesión ya terminó. Aquí no queda nada por hacer.
m-4010008 = Ese código no funcionó. Use el más reciente o pida otro.
m-4010009 = Las dos cuentas no coinciden. Inicie sesión con la que quiere conectar.
m-4010010 = No podemos enviar un código allí. Elija una dirección que pertenezca a su cuenta.
m-4010011 = Esta cuenta está desactivada. Quienes administran este servicio pueden darle más información.
m-4040001 = Esta página estuvo abierta demasiado tiempo, así que preparamos una nueva. Complétela una vez más, por favor.
m-4040002 = Esta cuenta ya está creada. Ahora puede iniciar sesión.
m-4040003 = Ese código no funcionó. Use el más reciente o pida otro.
m-4050001 = Esta página estuvo abierta demasiado tiempo, así que preparamos una nueva. No se cambió nada.
m-4050002 = Cambie las direcciones de una en una, por favor, y confirme cada una antes de pasar a la siguiente.
m-4059001 = Escriba primero un nombre nuevo.
m-4060001 = Esta recuperación ya terminó. Si todavía no puede acceder, empiece de nuevo.
m-4060002 = Algo salió mal con esta recuperación. Empiece de nuevo aquí, por favor.
m-4060003 = El enlace no está completo. Cópielo entero del correo o pida uno nuevo.
m-4060004 = Este enlace ya se usó o se reemplazó por otro. Pida uno nuevo, por favor.
m-4060005 = Esa página o ese enlace es demasiado antiguo. Empiece de nuevo aquí, por favor.
m-4069001 = Este enlace ya no sirve: se usó o tiene más de siete días. Si hay alguien más en su cuenta, recupere aquí el acceso y elija una contraseña nueva.
m-4060006 = Ese código no funcionó. Use el del mensaje más reciente: los anteriores dejan de servir cuando se envía otro.
m-4070001 = Este enlace ya se usó o se reemplazó por otro. Pida uno nuevo, por favor.
m-4070002 = Esto ya está confirmado. Aquí no queda nada por hacer.
m-4070003 = Algo salió mal durante la confirmación. Empiece de nuevo aquí, por favor.
m-4070004 = El enlace no está completo. Cópielo entero del correo o pida uno nuevo.
m-4070005 = Esa página o ese enlace es demasiado antiguo. Empiece de nuevo aquí, por favor.
m-4070006 = Ese código no funcionó. Use el más reciente o pida otro.
m-5000001 = Algo salió mal por nuestra parte: { $reason }
m-5000002 = Por el momento no hay forma de hacer esto aquí.
m-5000003 = Su organización todavía no ha configurado su inicio de sesión.

## Reasons: sentences of message 4000001 that are our own; the key has the words of the English one

title-email-address = Dirección de correo
title-name = Nombre
reason-the-logout-token-does-not-belong-to-this-session = El enlace para cerrar sesión no pertenece a esta sesión.
reason-tick-the-box-once-this-is-saved-somewhere-safe = Marque la casilla cuando lo haya guardado en un lugar seguro.
reason-new-codes-were-made-in-another-window-meanwhile-save-the-ones-that-are-shown-now = Entretanto se han creado códigos nuevos en otra ventana. Guarde los que se muestran ahora.
reason-make-new-recovery-codes-first-there-are-none-that-wait-to-be-confirmed = Cree primero códigos de recuperación nuevos: no hay ninguno por confirmar.
reason-type-in-a-recovery-code-first = Escriba primero un código de recuperación.
reason-recovery-codes-are-shown-only-once-when-they-are-made = Los códigos de recuperación se muestran una sola vez, al crearlos.
reason-there-are-no-recovery-codes = No hay códigos de recuperación.
reason-your-sign-in-app-or-key-needs-recovery-codes-beside-it-make-new-ones-instead = Su aplicación o llave necesita códigos de recuperación. En su lugar, cree otros nuevos.
reason-there-is-a-sign-in-app-already-which-is-not-asked-for-at-present = Ya hay una aplicación configurada, que por ahora no se pide.
reason-this-qr-code-was-shown-more-than-ten-minutes-ago-scan-the-new-one-and-delete-the-old-entry-from-your-app = Este código QR se mostró hace más de diez minutos. Escanee el nuevo y borre la entrada antigua de su aplicación.
reason-the-key-could-not-be-added-please-try-once-more = No se pudo añadir la llave. Inténtelo de nuevo.
reason-this-key-is-in-use-already = Esta llave ya se usa.
reason-this-key-is-in-use-already-or-there-are-too-many = Esta llave ya se usa, o hay demasiadas.
reason-there-is-no-such-security-key = Esta llave de seguridad no existe.
reason-the-passkey-could-not-be-added-please-try-once-more = No se pudo añadir la llave de acceso. Inténtelo de nuevo.
reason-this-passkey-is-in-use-already-or-there-are-too-many = Esta llave de acceso ya se usa, o hay demasiadas.
reason-there-is-no-such-passkey = Esta llave de acceso no existe.
reason-this-is-the-only-way-into-your-account-set-a-password-first = Es la única forma de entrar en su cuenta. Establezca antes una contraseña.
reason-you-are-signed-in-already = Ya ha iniciado sesión.
reason-nothing-was-changed = No se cambió nada.
reason-this-address-cannot-be-confirmed-here-so-it-cannot-be-used = Esta dirección no se puede confirmar aquí, así que no se puede usar.
reason-this-address-was-not-among-those-to-choose-from = Esta dirección no estaba entre las opciones.
reason-the-code-was-tried-too-often-ask-for-a-new-one = El código se intentó demasiadas veces. Pida otro nuevo.
reason-the-code-was-used-already-ask-for-a-new-one = El código ya se usó. Pida otro nuevo.

## Every page

page-skip = Ir al contenido
page-nav = Su cuenta
page-nav-settings = Cuenta
page-nav-sessions = Dispositivos
page-dev = Modo de desarrollo: el buzón muestra todos los mensajes.
page-dev-mailbox = Abrir el buzón
page-back = Volver
page-back-login = Volver al inicio de sesión
page-sign-out = Cerrar sesión
page-show-password = Mostrar
page-hide-password = Ocultar
page-key-failed = El navegador no ha respondido. Pruebe otra vez o elija otra forma.
page-key-needs-script = Para esto hace falta JavaScript, que está desactivado en su navegador.
page-languages = Idioma
language-name = Español
page-optional = opcional
page-error-prefix = Problema:
page-problems = { $count ->
    [one] Hay algo que revisar
   *[other] Hay { $count } cosas que revisar
  }
page-step = Paso { $step } de { $of }
page-copy = Copiar
page-copied = Copiado

## Sign in

login-title = Iniciar sesión
login-refresh-title = Confirme que es usted
login-second-title = Un paso más
login-refresh-lead = Por su seguridad, inicie sesión una vez más antes de este cambio.
login-submit = Iniciar sesión
login-refresh-submit = Continuar
login-refresh-other = ¿No es usted? Cerrar sesión
login-forgot = ¿Olvidó su contraseña?
login-no-account = ¿Es su primera vez aquí?
login-create = Crear una cuenta
login-totp-hint = Abra la aplicación en su teléfono y escriba los seis dígitos que muestra ahora.
login-totp-submit = Iniciar sesión
login-lookup-label = Código de recuperación
login-lookup-hint = Cualquier código de su lista que aún no haya usado.
login-lookup-hint-one = El código que guardó al configurar esto.
login-lookup-submit = Iniciar sesión con este código
login-other = Probar otra opción
login-key-for = Inicio de sesión como
login-way-totp = Un código de mi aplicación de autenticación
login-key-hint = Tenga a mano su llave o su dispositivo. El navegador se lo pedirá.
login-way-lookup_secret = Uno de mis códigos de recuperación
login-way-lookup_secret-one = Mi código de recuperación
login-way-webauthn = Mi llave de seguridad
login-way-passkey = Mi llave de acceso (passkey)
login-way-code = Un código que me envíen
login-way-password = Mi contraseña
login-stuck = No tengo nada de esto a mano
login-stuck-text = Sus códigos de recuperación están en la hoja o en el archivo que guardó al configurar esto. Si tampoco los tiene, pida ayuda a quienes administran { $brand }: podrán devolverle el acceso cuando tengan la certeza de que es usted.
login-stuck-text-one = Su código de recuperación está en la hoja o en el archivo que guardó al configurar esto. Si tampoco lo tiene, pida ayuda a quienes administran { $brand }: podrán devolverle el acceso cuando tengan la certeza de que es usted.
login-stuck-text-none = Pida ayuda a quienes administran { $brand }: podrán devolverle el acceso cuando tengan la certeza de que es usted.
login-leave = Cancelar y cerrar sesión

## Create an account

registration-title = Cree su cuenta
registration-password-title = Elija una contraseña
registration-credential-title = Elija cómo iniciar sesión
registration-submit = Crear cuenta
registration-next = Siguiente: elegir contraseña
registration-have = ¿Ya tiene una cuenta?
registration-password-hint = { $min } caracteres o más. Unas cuantas palabras seguidas son fáciles de recordar y difíciles de adivinar.

## Recovery

recovery-title = Recupere el acceso a su cuenta
recovery-code-title = Escriba el código que le enviamos
recovery-choose-title = Elija dónde recibir el código
recovery-confirm-title = Escriba la dirección completa
recovery-link-title = Abra el enlace que le enviamos
recovery-lead = Le enviaremos un código. Con él podrá acceder y, después, elegir una contraseña nueva. Suele tardar menos de un minuto.
recovery-link-lead = Le enviaremos un enlace por correo. Con él podrá acceder y, después, elegir una contraseña nueva. Suele tardar menos de un minuto.
recovery-email = Correo electrónico de su cuenta
recovery-submit-code = Enviarme un código
recovery-submit-link = Enviarme un enlace
recovery-again-link = Enviar el enlace de nuevo
recovery-sent-to = Enviado a
recovery-code-label = Código que le enviamos
recovery-code-hint = Use el más reciente. Los anteriores ya no sirven.
recovery-code-submit = Recuperar el acceso
recovery-nothing = ¿Pasaron cinco minutos y no llegó nada? Revise la dirección y mire también en el correo no deseado.
recovery-resend = Enviar otro código
recovery-resend-wait = { $seconds ->
    [one] Podrá pedir otro código dentro de un segundo.
   *[other] Podrá pedir otro código dentro de { $seconds } segundos.
  }
recovery-other = Usar otra dirección
recovery-gone = Ya no tengo acceso a este buzón
recovery-gone-address = Si la cuenta tiene otra dirección o un teléfono para esto, use ese.
recovery-gone-sign-in = Si todavía sabe su contraseña o tiene una llave de acceso, inicie sesión, con la aplicación o uno de sus códigos de recuperación guardados como segundo paso. Después cambie la dirección en su cuenta.
recovery-gone-people = Si no le queda nada de eso, pida ayuda a quienes administran { $brand }: podrán devolverle el acceso cuando tengan la certeza de que es usted.
recovery-open-title = Recupere el acceso a su cuenta
recovery-open-lead = Al pulsar el botón se iniciará sesión en este dispositivo y después podrá elegir una contraseña nueva. Hágalo solo si lo pidió usted.
recovery-open-asked = Cuándo se pidió
recovery-open-device = Desde dónde se pidió
recovery-open-go = Sí, recuperar el acceso
not-me-title = ¿No fue usted?
not-me-lead = Le escribimos por lo siguiente:
not-me-what = Qué pasó
not-me-when = Cuándo
not-me-then = Con este botón:
not-me-then-out = se cierran todas las sesiones de la cuenta, también la suya;
not-me-then-undone = se deshace lo que se cambió en ese momento, salvo lo que se haya vuelto a cambiar después;
not-me-then-password = la contraseña deja de servir y usted elige una nueva enseguida.
not-me-go = No fui yo
not-me-was-me = ¿Fue usted? Entonces cierre esta página. No ha pasado nada.
recovery-open-not-me = ¿No fue usted? Entonces cierre esta página. No ha pasado nada.
recovery-done-title = Ya está de nuevo en su cuenta
recovery-done-lead = Solo queda una cosa por hacer: elegir una contraseña nueva.
recovery-done-go = Elegir una contraseña nueva

## Confirming an address

verification-title = Confirme su dirección
verification-lead = Le enviaremos un código a la dirección para saber que le llegan nuestros mensajes.
verification-address = Dirección por confirmar
verification-submit = Enviarme un código
verification-code-label = Código que le enviamos
verification-code-submit = Confirmar
verification-link-lead = Le enviaremos un enlace a la dirección para saber que le llegan nuestros mensajes.
verification-open-title = Confirme su dirección
verification-open-lead = Con el botón confirma que recibe los correos enviados a esta dirección.
verification-open-address = Dirección
verification-open-go = Sí, es mía
verification-open-not-me = ¿No es suya? Entonces cierre esta página. No ha pasado nada.
verification-done-title = Dirección confirmada
verification-done-go = Continuar

## Settings

settings-title = Configuración de la cuenta
settings-lead = Sesión iniciada como
settings-profile = Sus datos
settings-profile-state = Lo que sabemos de usted y cómo comunicarnos con usted.
settings-password = Contraseña
settings-password-state = Último cambio: { $at }
settings-password-set = Definida
settings-password-none = Todavía no tiene contraseña.
settings-password-open = Cambiar la contraseña
settings-password-new = Contraseña nueva
settings-password-submit = Guardar la contraseña nueva
settings-recovered-title = Elija una contraseña nueva
settings-recovered-why = Volvió a su cuenta con un código, así que ya no podemos contar con que la contraseña anterior sea solo suya. La nueva la reemplaza en todas partes.
settings-recovered-passkey = Configurar una llave de acceso en este dispositivo y quitar las de los dispositivos que ya no tiene
settings-recovered-done = Se ha cerrado la sesión en todos los demás dispositivos y se ha avisado a sus otras direcciones.
settings-ended = { $count ->
    [0] No tenía ninguna otra sesión abierta.
    [one] Se cerró la sesión en otro dispositivo.
   *[other] Se cerró la sesión en otros { $count } dispositivos.
  }
settings-told = También le avisamos por correo.
settings-on = Activado
settings-off = Sin activar
settings-since = desde: { $at }
settings-last-used = Último uso: { $at }.
settings-never-used = Todavía sin usar.
settings-totp = Aplicación de autenticación
settings-totp-why = Una aplicación en su teléfono muestra un código nuevo cada medio minuto. Así, nadie puede entrar solo con una contraseña robada.
settings-totp-open = Configurar una aplicación de autenticación
settings-totp-scan = Escanee esto con la aplicación de su teléfono.
settings-totp-key = O escriba esta clave en la aplicación:
settings-totp-code = Después escriba el código que muestra la aplicación
settings-totp-submit = Activar
settings-totp-remove = Desactivar…
settings-totp-remove-text = A partir de entonces bastará la contraseña para iniciar sesión, tanto a usted como a cualquiera que la conozca.
settings-totp-remove-beside = A partir de entonces ya no se pedirá la aplicación; su otro segundo paso, sí.
settings-totp-remove-codes = También se eliminarán sus códigos de recuperación.
settings-totp-remove-submit = Desactivar la aplicación de autenticación
settings-passkey = Llaves de acceso (passkeys)
settings-passkey-count = { $count ->
    [0] Ninguna
    [one] Una llave de acceso
   *[other] { $count } llaves de acceso
}
settings-passkey-why = Entre con su huella, su cara o el bloqueo de pantalla, sin contraseña. Nadie puede sacársela con engaños.
settings-passkey-last = Es la única forma de entrar en su cuenta. Cree una contraseña antes de eliminarla.
settings-webauthn = Llaves de seguridad
settings-webauthn-count = { $count ->
    [0] Ninguna
    [one] Una llave
   *[other] { $count } llaves
}
settings-webauthn-why = Con una llave o un dispositivo en su mano, una contraseña robada no sirve de nada.
settings-key-name = Nombre, para reconocerla
settings-name = Nombre, para reconocerlo
settings-name-it = Ponerle un nombre…
settings-key-rename = Cambiar el nombre…
settings-key-rename-name = Nombre nuevo
settings-key-rename-submit = Guardar el nombre
settings-key-remove = Eliminar…
settings-key-remove-text = { $name } dejará de abrir su cuenta.
settings-key-remove-submit = Eliminar
settings-codes = Códigos de recuperación
settings-codes-one = Código de recuperación
settings-codes-why = Códigos en papel con los que puede acceder si pierde el teléfono. Cada uno sirve una sola vez.
settings-codes-why-one = Un código en papel con el que puede acceder si pierde el teléfono. Al usarlo, recibirá otro nuevo.
settings-codes-left = { $left ->
    [0] No queda ningún código sin usar
    [one] Queda uno de { $total }
   *[other] Quedan { $left } de { $total }
  }
settings-codes-left-one = { $left ->
    [0] Usado
   *[other] Listo para usar
  }
settings-codes-low = Le quedan pocos códigos. Cree otros nuevos mientras todavía pueda iniciar sesión.
settings-codes-make = Crear códigos de recuperación
settings-codes-make-one = Crear un código de recuperación
settings-codes-renew = Crear códigos nuevos…
settings-codes-renew-one = Crear un código nuevo…
settings-codes-renew-text = Recibirá una lista nueva para guardar. Los códigos que tiene ahora seguirán sirviendo hasta que confirme que guardó los nuevos.
settings-codes-renew-text-one = Recibirá un código nuevo para guardar. El que tiene ahora seguirá sirviendo hasta que confirme que guardó el nuevo.
settings-codes-renew-submit = Crear códigos nuevos
settings-codes-renew-submit-one = Crear un código nuevo
settings-codes-show = Mostrar mis códigos
settings-owed-title = Un paso más
settings-owed-verification = Confirmar su dirección
settings-owed-password = Elegir una contraseña nueva
settings-owed-totp = Configurar una aplicación de inicio de sesión
settings-owed-webauthn = Añadir una llave de seguridad
settings-owed-lookup_secret = Guardar códigos de recuperación
settings-owed-passkey = Añadir una llave de acceso
settings-codes-try = Probar un código…
settings-codes-try-one = Probar el código…
settings-codes-try-text = El código no se gasta. Así puede comprobar que su lista es la correcta.
settings-codes-try-text-one = El código no se gasta. Así puede comprobar que el que guardó es el correcto.
settings-codes-try-submit = Probar
settings-codes-remove = Desactivar…
settings-codes-remove-text = Todos sus códigos dejarán de servir de inmediato. Si después pierde el teléfono, ya no podrá acceder con ellos.
settings-codes-remove-text-one = El código dejará de servir de inmediato. Si después pierde el teléfono, ya no podrá acceder con él.
settings-codes-remove-submit = Desactivar los códigos de recuperación
settings-codes-remove-submit-one = Desactivar el código de recuperación

codes-title = Guarde sus códigos de recuperación
codes-title-one = Guarde su código de recuperación
codes-shown-title = Sus códigos de recuperación
codes-shown-title-one = Su código de recuperación
codes-lead = Si alguna vez pierde el teléfono, podrá acceder con uno de estos códigos. Guárdelos donde los encuentre sin él: en papel o en un gestor de contraseñas.
codes-lead-one = Si alguna vez pierde el teléfono, podrá acceder con este código. Guárdelo donde lo encuentre sin él: en papel o en un gestor de contraseñas.
codes-lead-old = Los códigos que guardó antes seguirán sirviendo hasta que confirme estos.
codes-lead-old-one = El código que guardó antes seguirá sirviendo hasta que confirme este.
codes-list = Sus códigos nuevos
codes-list-one = Su código nuevo
codes-list-shown = Sus códigos
codes-list-shown-one = Su código
codes-used = Usado: { $at }
codes-tools = Guardarlos
codes-copy = Copiar
codes-copied = Copiados
codes-download = Archivo de texto
codes-pdf = PDF
codes-file = codigos-de-recuperacion
codes-print = Imprimir
codes-saved = He guardado estos códigos en un lugar seguro
codes-saved-one = He guardado este código en un lugar seguro
codes-confirm = Usar estos códigos a partir de ahora
codes-confirm-one = Usar este código a partir de ahora
codes-cancel = Ahora no. Dejar todo como estaba
codes-back = Volver a su cuenta

kit-title = Códigos de recuperación
kit-title-one = Código de recuperación
kit-at = Inicio de sesión
kit-account = Cuenta
kit-made = Creados
kit-how-any = Cada código sirve una sola vez, en cualquier orden. Márquelo cuando lo haya usado.
kit-how-sequence = Cada código sirve una sola vez. Se le pedirán por su número; marque cada uno cuando lo haya usado.
kit-how-replace = Al usar el código recibirá enseguida uno nuevo. Entonces, deshágase de esta hoja.
kit-keep = Guarde esta hoja donde guarda su pasaporte, no junto al teléfono. Quien la tenga y sepa su contraseña puede iniciar sesión como si fuera usted; por eso nadie de { $brand } se la pedirá nunca.
kit-qr = Código QR de la página de inicio de sesión

## Sessions

sessions-title = Dónde tiene sesiones abiertas
sessions-lead = ¿Hay algo aquí que no reconoce? Cierre esa sesión y después cambie su contraseña.
sessions-this = Este dispositivo
sessions-strong = Sesión iniciada en dos pasos
sessions-seen = Última actividad: { $at }
sessions-end = Cerrar sesión
sessions-others = Cerrar todas las demás sesiones
sessions-alone = No tiene ninguna otra sesión abierta.

## Home

home-title = Su cuenta
home-out-title = Su cuenta de { $brand }
home-out-lead = ¿Qué quiere hacer?
home-sign-in = Iniciar sesión
home-create = Crear una cuenta
home-recover = No puedo acceder
home-lead = Sesión iniciada como
home-open = Cambiar
home-address = Correo electrónico
home-verified = Confirmado
home-unverified = Sin confirmar
home-confirm = Confirmar
home-password-unset = Ninguna
home-set-up = Configurar
home-codes-none = Ninguno guardado
home-advice-app = Solo una contraseña protege esta cuenta. Con una aplicación de autenticación, una contraseña robada no sirve de nada.
home-advice-codes = No tiene códigos de recuperación. Si pierde el teléfono, no podrá volver a acceder. Guardar unos cuantos lleva un minuto.
home-settings = Configuración de la cuenta
home-sessions = Dónde tiene sesiones abiertas

## Errors

error-title = Esto no funcionó
error-403 = No tiene acceso a esto
error-403-text = Puede que la página sea antigua o que el paso se haya empezado en otra ventana. Volver al inicio suele ayudar.
error-404 = Aquí no hay nada
error-404-text = Puede que la dirección esté cortada o que la página haya cambiado de lugar.
error-410 = Esta página ha caducado
error-410-text = Estuvo abierta demasiado tiempo. No se cambió nada; empiece de nuevo, por favor.
error-429 = Vayamos un poco más despacio
error-429-text = Hubo muchos intentos en poco tiempo. Espere uno o dos minutos y continúe.
error-4xx-text = No pudimos entender este paso. No se cambió nada; empiece de nuevo, por favor.
error-5xx = Algo salió mal por nuestra parte
error-5xx-text = No es por nada que haya hecho usted, y no se ha perdido nada. Inténtelo de nuevo en un momento, por favor.
error-number = Si pide ayuda, indique este número:
error-home = Ir al inicio

## Development mailbox

mailbox-title = Buzón de desarrollo
mailbox-banner = Solo para desarrollo. Los correos y los mensajes de texto llegan aquí en lugar de enviarse, y se eliminan al cabo de un día.
mailbox-list = Mensajes
mailbox-empty = Todavía no hay nada. Pida un código y aparecerá aquí.
mailbox-none = Elija un mensaje para leerlo.
mailbox-to = Para
mailbox-from = De
mailbox-copy-code = Copiar { $code }
mailbox-link = Abrir el enlace
mailbox-text = Como texto
mailbox-html = Como HTML

## Mails

mail-hello = Hola:
mail-from = Su cuenta de { $brand }
mail-never-ask = Escriba los códigos solo en las páginas de { $brand }. Nadie se los pedirá nunca.
mail-when = Cuándo
mail-device = Dispositivo
mail-place = Dónde
mail-account = Cuenta
mail-not-me = No fui yo
mail-not-me-lead = Si fue usted, no tiene que hacer nada. Si no fue usted:
mail-not-me-words = Si fue usted, no tiene que hacer nada. Si no, vaya a la página de inicio de sesión de { $brand } como lo hace siempre, elija allí una contraseña nueva y avise a quienes administran el servicio.
mail-expires = { $minutes ->
    [one] Sirve una sola vez, durante un minuto.
   *[other] Sirve una sola vez, durante { $minutes } minutos.
  }

mail-recovery_code_valid-subject = Recupere el acceso a su cuenta de { $brand }
mail-recovery_code_valid-lead = Alguien, seguramente usted, quiere recuperar el acceso a su cuenta. Este es el código:
mail-recovery_code_valid-link = O abra este enlace en el dispositivo que quiera usar:
mail-recovery_code_valid-button = Recuperar el acceso
mail-recovery_code_valid-not-me = ¿No lo pidió usted? Entonces ignore este correo. Sin el código nadie puede acceder y nada cambia.

mail-recovery_valid-lead = Alguien, seguramente usted, quiere recuperar el acceso a su cuenta. Abra este enlace en el navegador que quiera usar; antes de que pase nada, se le preguntará una vez más:
mail-recovery_valid-not-me = ¿No lo pidió usted? Entonces ignore este correo. Sin el enlace nadie puede acceder y nada cambia.

mail-recovery_code_invalid-subject = No hay cuenta de { $brand } con esta dirección
mail-recovery_code_invalid-lead = Alguien, seguramente usted, pidió a { $brand } recuperar el acceso a una cuenta con esta dirección:
mail-recovery_code_invalid-text = No existe ninguna. Quizá se registró con otra dirección: pruebe con ella, por favor.
mail-recovery_code_invalid-not-me = ¿No lo pidió usted? Entonces no tiene que hacer nada.

mail-verification_code_valid-subject = Confirme su dirección para { $brand }
mail-verification_code_valid-lead = Escriba este código para confirmar que recibe los correos enviados a esta dirección:
mail-verification_code_valid-link = O abra este enlace:
mail-verification_code_valid-button = Confirmar esta dirección
mail-verification_code_valid-not-me = ¿No sabe de qué se trata? Entonces ignore este correo y no pasará nada.

sms-not-me = ¿No fue usted? Pulse aquí:
sms-recovery_code_valid = { $code } sirve para recuperar el acceso a su cuenta de { $brand }. Nadie de { $brand } se lo va a pedir nunca.
sms-verifiable_address_changed = Se cambiaron las direcciones de su cuenta de { $brand }. Si no fue usted, acceda a ella y elija una contraseña nueva.
sms-verification_code_valid = { $code } sirve para confirmar este teléfono en { $brand }.

mail-verification_valid-lead = Abra este enlace para confirmar que recibe los correos enviados a esta dirección:

mail-verification_code_invalid-subject = No hay cuenta de { $brand } con esta dirección
mail-verification_code_invalid-lead = Alguien, seguramente usted, pidió a { $brand } confirmar esta dirección:
mail-verification_code_invalid-text = No pertenece a ninguna cuenta. Quizá se registró con otra dirección: pruebe con ella, por favor.
mail-verification_code_invalid-not-me = ¿No lo pidió usted? Entonces no tiene que hacer nada.

mail-notice_recovery_codes_made-subject = Códigos de recuperación nuevos para su cuenta de { $brand }
mail-notice_recovery_codes_made-lead = Se crearon y confirmaron códigos de recuperación nuevos para su cuenta. Los anteriores ya no sirven.
mail-notice_recovery_code_used-subject = Se usó un código de recuperación en { $brand }
mail-notice_recovery_code_used-lead = Alguien inició sesión en su cuenta con uno de sus códigos de recuperación.
mail-notice_recovery_code_renewed-subject = Se usó un código de recuperación en { $brand } y se crearon otros
mail-notice_recovery_code_renewed-lead = Alguien inició sesión en su cuenta con un código de recuperación y guardó otros nuevos. Los anteriores ya no sirven.
mail-notice_recovery_codes_low-subject = Quedan pocos códigos de recuperación en { $brand }
mail-notice_recovery_codes_low-lead = A su cuenta le quedan pocos códigos de recuperación. Cree otros nuevos mientras todavía pueda iniciar sesión.
mail-notice_recovery_codes_drill-subject = ¿Conserva sus códigos de recuperación de { $brand }?
mail-notice_recovery_codes_drill-lead = Hace mucho que no necesita ninguno de sus códigos de recuperación. Búsquelos, inicie sesión y pruebe uno en la configuración: no se gasta ninguno. Si ya no los tiene, cree otros nuevos allí mismo.
mail-notice_recovery_codes_removed-subject = Códigos de recuperación desactivados en { $brand }
mail-notice_recovery_codes_removed-lead = Se desactivaron los códigos de recuperación de su cuenta. Ya no sirve ninguno.
mail-notice_password_changed-subject = Contraseña nueva para su cuenta de { $brand }
mail-notice_password_changed-lead = Se cambió la contraseña de su cuenta.
mail-notice_webauthn_added-subject = Se ha añadido una llave de seguridad en { $brand }
mail-notice_webauthn_added-lead = Se ha añadido una llave de seguridad a su cuenta. Desde ahora se puede usar para entrar.
mail-notice_webauthn_removed-subject = Se ha eliminado una llave de seguridad en { $brand }
mail-notice_webauthn_removed-lead = Se ha eliminado una llave de seguridad de su cuenta. Ya no abre su cuenta.
mail-notice_passkey_added-subject = Se ha añadido una llave de acceso en { $brand }
mail-notice_passkey_added-lead = Se ha añadido una llave de acceso a su cuenta. Quien tenga el dispositivo puede entrar con ella.
mail-notice_passkey_removed-subject = Se ha eliminado una llave de acceso en { $brand }
mail-notice_passkey_removed-lead = Se ha eliminado una llave de acceso de su cuenta. Ya no abre su cuenta.
mail-notice_totp_added-subject = Aplicación de autenticación activada en { $brand }
mail-notice_totp_added-lead = Se configuró una aplicación de autenticación para su cuenta. A partir de ahora se pedirá uno de sus códigos al iniciar sesión.
mail-notice_totp_removed-subject = Aplicación de autenticación desactivada en { $brand }
mail-notice_totp_removed-lead = Se desactivó la aplicación de autenticación de su cuenta. Ya no se pedirán sus códigos.
mail-verifiable_address_changed-subject = Se cambió una dirección de su cuenta de { $brand }
mail-verifiable_address_changed-lead = Se cambiaron las direcciones de su cuenta.

mail-notice_address_changed-subject = Dirección nueva para su cuenta de { $brand }
mail-notice_address_changed-lead = Se cambiaron las direcciones de su cuenta. Una dirección nueva sirve para recuperar el acceso a la cuenta solo cuando han pasado unos días.
mail-notice_recovery_requested-subject = Alguien pidió acceder a su cuenta de { $brand }
mail-notice_recovery_requested-lead = Alguien pidió un código para recuperar el acceso a su cuenta. Se envió a otra dirección de la cuenta. Hasta ahora no ha cambiado nada.
mail-notice_recovery_requested-hint = Si fue usted, no tiene que hacer nada. Si no, nadie puede acceder sin ese código. Si comparte ese buzón con alguien, esté pendiente de él.
mail-notice_second_factor_guessed-subject = Códigos incorrectos en su cuenta de { $brand }
mail-notice_second_factor_guessed-lead = Alguien superó el primer paso del inicio de sesión en su cuenta y después escribió diez códigos incorrectos. Nadie superó el segundo paso.
mail-notice_totp_stopped-subject = Los códigos de su aplicación ya no se aceptan en { $brand }
mail-notice_totp_stopped-lead = Tras el primer paso del inicio de sesión en su cuenta se escribieron veinte códigos incorrectos seguidos. Por eso ya no se aceptan los códigos de su aplicación. Inicie sesión con un código de recuperación o una llave de seguridad y vuelva a configurar la aplicación. Si no tiene ninguno de los dos, avise a quienes administran el servicio.
mail-notice_recovery_codes_stopped-subject = Sus códigos de recuperación ya no se aceptan en { $brand }
mail-notice_recovery_codes_stopped-lead = Tras el primer paso del inicio de sesión en su cuenta se escribieron veinte códigos de recuperación incorrectos seguidos. Por eso ya no se aceptan. Inicie sesión con su aplicación o una llave de seguridad y cree códigos nuevos. Si no tiene ninguna de las dos, avise a quienes administran el servicio.
mail-notice_recovered-subject = Se recuperó el acceso a su cuenta de { $brand }
mail-notice_recovered-lead = Alguien recuperó el acceso a su cuenta con un código que enviamos y ahora puede elegir una contraseña nueva.

## Dates and devices

time-today = hoy, { $clock } UTC
time-yesterday = ayer, { $clock } UTC
time-date = { $day } de { $month } de { $year }, { $clock } UTC
time-month-1 = enero
time-month-2 = febrero
time-month-3 = marzo
time-month-4 = abril
time-month-5 = mayo
time-month-6 = junio
time-month-7 = julio
time-month-8 = agosto
time-month-9 = septiembre
time-month-10 = octubre
time-month-11 = noviembre
time-month-12 = diciembre

device-both = { $browser } en { $system }
device-unknown = Un dispositivo que no conocemos
