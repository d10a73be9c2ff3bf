# Japanese (です・ます). Keys and arguments as in en.ftl; at the end the words of dates and devices.

## API messages: signing in

m-1010000 = ログイン
m-1010001 = ログイン
m-1010002 = { $provider }でログイン
m-1010003 = 大切な操作です。ご本人であることをもう一度確認させてください。
m-1010004 = 最初の確認ができました。このアカウントでは、もう1つの確認が必要です。
m-1010005 = 確認する
m-1010006 = 認証アプリのコード
m-1010007 = リカバリーコード（どれか1つ）
m-1010008 = セキュリティキーでログイン
m-1010009 = 認証アプリを使う
m-1010010 = リカバリーコードを使う
m-1010011 = セキュリティキーで続ける
m-1010012 = デバイスを用意してから、続けてください。
m-1010013 = 続ける
m-1010014 = このアドレスが登録されている場合は、コードをお送りしました。
m-1010015 = ログイン用コードを送信
m-1010016 = { $duplicate_identifier }のアカウントはすでにあります。一度ログインすると、次からは{ $provider }でもログインできます。
m-1010017 = ログインして連携
m-1010018 = { $provider }で続ける
m-1010019 = コードを送信
m-1010020 = アカウントに登録されているアドレスにコードをお送りします。
m-1010021 = パスキーを使う
m-1010022 = パスワードでログイン
m-1010023 = { $address }にコードを送信
m-1010024 = このデバイスを使う
m-1010025 = コードをお送りしました。ここに入力して続けてください。
m-1019001 = { $number }番のリカバリーコード
m-1019002 = 最後のリカバリーコードでしたので、新しいコードをご用意しました。保存したことを確認すると有効になります。それまでは、入力されたコードを引き続き使えます。
m-1019003 = リカバリーコードは1回だけ使えるため、新しいコードをご用意しました。保存したことを確認すると有効になります。それまでは、入力されたコードを引き続き使えます。
m-1019004 = リカバリーコードを使ってアカウントに戻られたため、新しいコードをご用意しました。保存したことを確認すると有効になります。それまでは、入力されたコードを引き続き使えます。
m-1020000 = ログアウト
m-1030000 = 2段階目の確認

## API messages: creating an account

m-1040001 = アカウントを作成
m-1040002 = { $provider }でアカウントを作成
m-1040003 = 次へ
m-1040004 = セキュリティキーでアカウントを作成
m-1040005 = コードをお送りしました。ここに入力すると完了です。
m-1040006 = コードを送信
m-1040007 = パスキーでアカウントを作成
m-1040008 = 入力内容を変更
m-1040009 = あと少しです。これからのログイン方法を選んでください。

## API messages: the account

m-1050001 = 保存しました。
m-1050002 = { $provider }と連携
m-1050003 = { $provider }との連携を解除
m-1050004 = 認証アプリをオフにする
m-1050005 = 認証アプリ用のQRコード
m-1050006 = { $secret }
m-1050007 = リカバリーコードを表示
m-1050008 = 新しいリカバリーコードを作成
m-1050009 = { $secret }
m-1050010 = このデバイスがなくても取り出せる場所に保管してください。
m-1050011 = コードを保存しました
m-1050012 = セキュリティキーを追加
m-1050013 = このセキュリティキーの名前
m-1050014 = 使用済み（{ $used_at }）
m-1050015 = { $secrets }
m-1050016 = オフにする
m-1050017 = カメラが使えない場合は、このキーをアプリに入力してください。
m-1050018 = セキュリティキー「{ $display_name }」を削除
m-1050019 = パスキーを追加
m-1050020 = パスキー「{ $display_name }」を削除
m-1050021 = このデバイスを追加
m-1050022 = このデバイスを削除
m-1050023 = このアカウントは所属組織が管理しています。一部の項目は、組織でのみ変更できます。

## API messages: recovery, labels, verification

m-1059001 = あと1つ、リカバリーコードを保存してください。保存したことを確認すると、設定が有効になります。
m-1059002 = { $left ->
    [0] リカバリーコードが残っていません。新しいコードを作成してください。
   *[other] リカバリーコードは残り{ $left }個です。ログインできるうちに、新しいコードを作成してください。
  }
m-1059003 = 先に進む前に、もう1つ設定が必要です。これでいつでもアカウントに戻れるようになります。
m-1059004 = このコードは有効です。試しても使用済みにはなりません。
m-1059005 = 「{ $display_name }」の名前を変更
m-1059006 = 新しい名前
m-1059007 = 名前を保存する
m-1060001 = ログインできました。続けて、新しいパスワードを設定してください。
m-1060002 = このアドレスのアカウントがある場合は、リンクをメールでお送りしました。届くまでに数分かかることがあります。迷惑メールフォルダもご確認ください。
m-1060003 = このアドレスのアカウントがある場合は、コードをお送りしました。
m-1060004 = { $masked_address }がアカウントに登録されている場合は、コードをお送りしました。
m-1060005 = ご自身のアドレスであることを確かめるため、アドレス全体を入力してください。
m-1060006 = コードの送信先を選んでください。
m-1060007 = 戻る
m-1069001 = お知らせいただき、ありがとうございます。すべてのデバイスからログアウトし、変更を元に戻しました。続けてアカウントを復旧し、新しいパスワードを設定してください。
m-1070000 = { $text }
m-1070001 = パスワード
m-1070002 = { $title }
m-1070003 = 変更を保存
m-1070004 = ユーザー名またはメールアドレス
m-1070005 = 送信
m-1070006 = アプリに表示されたコード
m-1070007 = メールアドレス
m-1070008 = 新しいコードを送信
m-1070009 = 続ける
m-1070010 = 届いたコード
m-1070011 = 届いたコード
m-1070012 = アカウント作成用のコード
m-1070013 = ログイン用のコード
m-1070014 = ログインして連携
m-1070015 = 下の確認を完了してください。
m-1070016 = アカウントのメールアドレス
m-1070017 = 電話番号
m-1070018 = メールアドレスまたは電話番号
m-1079001 = 登録した別のアドレス
m-1080001 = このアドレスが確認待ちの場合は、リンクをメールでお送りしました。
m-1080002 = ありがとうございます。メールアドレスを確認しました。
m-1080003 = このアドレスが確認待ちの場合は、コードをメールでお送りしました。
m-1080004 = この番号が確認待ちの場合は、コードをSMSでお送りしました。
m-1080005 = ありがとうございます。電話番号を確認しました。

## API messages: something is not right with what was sent

m-4000001 = { $reason }
m-4000002 = まだ入力されていません。入力してください。
m-4000003 = 少し短いようです。{ $min_length }文字以上で入力してください。
m-4000004 = 形式が合っていないようです。もう一度ご確認ください。
m-4000005 = 別のパスワードにしてください：{ $reason }
m-4000006 = この組み合わせではログインできませんでした。入力内容を確かめてもう一度お試しいただくか、アカウントを復旧してください。
m-4000007 = この情報のアカウントはすでにあります。ご自身のものでしたら、ログインするか、アカウントを復旧してください。
m-4000008 = コードが一致しませんでした。コードは30秒ごとに変わります。今アプリに表示されているコードを入力してください。
m-4000009 = ログインに使える情報がまだありません。メールアドレスまたはユーザー名を追加してください。
m-4000010 = 初めてログインする前に、メールアドレスの確認が必要です。コードをメールでお送りしました。
m-4000011 = このアカウントには認証アプリが設定されていません。別の方法をお試しください。
m-4000012 = このリカバリーコードは使用済みです。1つのコードは1回だけ使えます。別のコードを入力してください。
m-4000013 = このアカウントにはセキュリティキーが登録されていません。別の方法をお試しください。
m-4000014 = このアカウントにはリカバリーコードが保存されていません。別の方法をお試しください。
m-4000015 = このパスキーまたはセキュリティキーは登録されていません。
m-4000016 = リカバリーコードと一致しませんでした。保存したコードと1文字ずつ見比べてください。
m-4000017 = 長すぎるようです。{ $max_length }文字以内で入力してください。
m-4000018 = { $minimum }以上の数を入力してください。
m-4000019 = { $minimum }より大きい数を入力してください。
m-4000020 = { $maximum }以下の数を入力してください。
m-4000021 = { $maximum }より小さい数を入力してください。
m-4000022 = { $base }の倍数を入力してください。
m-4000023 = ここに入力できるのは{ $max_items }件までです。
m-4000024 = { $min_items }件以上入力してください。
m-4000025 = 同じ内容が2つあります。
m-4000026 = ここに入力できる種類は次のとおりです：{ $allowed_types }
m-4000027 = この情報は別のアカウントで使われています。そのアカウントにログインすると、2つを連携できます。
m-4000028 = この情報は別のアカウントで使われています。これまでと同じ方法でログインしてください。
m-4000029 = ここに入力できるのは「{ $expected }」だけです。
m-4000030 = この値はここでは使えません。
m-4000031 = このパスワードは、メールアドレスやユーザー名に似すぎています。それらを含まないパスワードにしてください。
m-4000032 = このパスワードは短すぎます。{ $min_length }文字以上にしてください。いくつかの単語をつなげるのがおすすめです。
m-4000033 = このパスワードは長すぎます。{ $max_length }文字以内にしてください。
m-4000034 = このパスワードは、不正ログインで最初に試されるものの1つです。ほかの人が使っていないパスワードにしてください。
m-4000035 = この内容ではログイン用コードをお送りできません。入力内容を確かめるか、別の方法でログインしてください。
m-4000036 = 先ほど入力された内容と一致しません。
m-4000037 = この内容では先に進めません。入力内容を確かめるか、アカウントを作成してください。
m-4000038 = 人による操作かどうかを確認できませんでした。もう一度お試しください。
m-4000039 = 今と同じパスワードです。新しいパスワードにしてください。
m-4000040 = { $value }はメールアドレスではないようです。name@example.orgのような形で入力してください。
m-4000041 = { $value }は電話番号ではないようです。+と国番号から入力してください。
m-4000042 = このデバイスを確認できませんでした。別の方法をお試しください。
m-4000043 = セキュリティキーを確認できませんでした。もう一度お試しください。
m-4000044 = このデバイスはアカウントに登録されていません。
m-4000045 = このデバイスはすでに登録されています。
m-4000046 = このデバイスはここでは使えません。

## API messages: flows

m-4019001 = { $number }番のリカバリーコードと一致しませんでした。一覧でその番号のコードをご確認ください。
m-4019002 = コードが複数入力されています。1つだけ入力してください。
m-4010001 = ページを開いてから時間がたったため、新しいページに切り替えました。ここからログインしてください。
m-4010002 = ログインの方法がわかりませんでした。下から選んでください。
m-4010003 = アカウントの作成方法がわかりませんでした。下から選んでください。
m-4010004 = 変更する内容がわかりませんでした。下のフォームから変更してください。
m-4010005 = アカウントの復旧方法がわかりませんでした。ここからもう一度お試しください。
m-4010006 = 確認の方法がわかりませんでした。ここからもう一度お試しください。
m-4010007 = このログインはすでに完了しています。ここで行うことはもうありません。
m-4010008 = このコードは使えませんでした。最新のコードを入力するか、新しいコードをリクエストしてください。
m-4010009 = 2つのアカウントが一致しません。連携したいアカウントでログインしてください。
m-4010010 = そのアドレスにはコードをお送りできません。アカウントに登録されているアドレスを選んでください。
m-4010011 = このアカウントは停止されています。詳しくは、このサービスの管理者にお問い合わせください。
m-4040001 = ページを開いてから時間がたったため、新しいページに切り替えました。もう一度入力してください。
m-4040002 = このアカウントはすでに作成されています。ログインできます。
m-4040003 = このコードは使えませんでした。最新のコードを入力するか、新しいコードをリクエストしてください。
m-4050001 = ページを開いてから時間がたったため、新しいページに切り替えました。何も変更されていません。
m-4050002 = アドレスは1つずつ変更し、確認が済んでから次を変更してください。
m-4059001 = 先に新しい名前を入力してください。
m-4060001 = この復旧はすでに完了しています。まだログインできない場合は、最初からやり直してください。
m-4060002 = 復旧の途中で問題が起きました。ここからもう一度お試しください。
m-4060003 = リンクが途中で切れています。メールからリンク全体をコピーするか、新しいリンクをリクエストしてください。
m-4060004 = このリンクは、使用済みか、新しいものに替わっています。新しいリンクをリクエストしてください。
m-4060005 = ページまたはリンクの有効期限が切れました。ここからもう一度お試しください。
m-4069001 = このリンクはもう使えません。使用済みか、7日を過ぎています。ほかの人がアカウントに入っている場合は、ここからアカウントを復旧し、新しいパスワードを設定してください。
m-4060006 = このコードは使えませんでした。いちばん新しいメッセージのコードを入力してください。新しいコードが送られると、前のコードは使えなくなります。
m-4070001 = このリンクは、使用済みか、新しいものに替わっています。新しいリンクをリクエストしてください。
m-4070002 = すでに確認が済んでいます。ここで行うことはもうありません。
m-4070003 = 確認の途中で問題が起きました。ここからもう一度お試しください。
m-4070004 = リンクが途中で切れています。メールからリンク全体をコピーするか、新しいリンクをリクエストしてください。
m-4070005 = ページまたはリンクの有効期限が切れました。ここからもう一度お試しください。
m-4070006 = このコードは使えませんでした。最新のコードを入力するか、新しいコードをリクエストしてください。
m-5000001 = こちら側で問題が起きました：{ $reason }
m-5000002 = 現在、ここではこの操作を行えません。
m-5000003 = 所属組織のログインがまだ設定されていません。

## Reasons: sentences of message 4000001 that are our own; the key has the words of the English one

title-email-address = メールアドレス
title-name = 名前
reason-the-logout-token-does-not-belong-to-this-session = ログアウトのリンクは、このセッションのものではありません。
reason-tick-the-box-once-this-is-saved-somewhere-safe = リカバリーコードを安全な場所に保存してから、チェックを入れてください。
reason-new-codes-were-made-in-another-window-meanwhile-save-the-ones-that-are-shown-now = 別のウィンドウで新しいコードが作られました。いま表示されているコードを保存してください。
reason-make-new-recovery-codes-first-there-are-none-that-wait-to-be-confirmed = 先に新しいリカバリーコードを作成してください。確認待ちのコードはありません。
reason-type-in-a-recovery-code-first = 先にリカバリーコードを入力してください。
reason-recovery-codes-are-shown-only-once-when-they-are-made = リカバリーコードが表示されるのは、作成したときの1回だけです。
reason-there-are-no-recovery-codes = リカバリーコードはありません。
reason-your-sign-in-app-or-key-needs-recovery-codes-beside-it-make-new-ones-instead = 認証アプリやセキュリティキーには、リカバリーコードが必要です。代わりに新しいコードを作成してください。
reason-there-is-a-sign-in-app-already-which-is-not-asked-for-at-present = 認証アプリはすでに設定されていますが、現在は使われていません。
reason-this-qr-code-was-shown-more-than-ten-minutes-ago-scan-the-new-one-and-delete-the-old-entry-from-your-app = このQRコードは表示されてから10分以上経っています。新しいコードを読み取り、アプリから古い項目を削除してください。
reason-the-key-could-not-be-added-please-try-once-more = キーを追加できませんでした。もう一度お試しください。
reason-this-key-is-in-use-already = このキーはすでに使われています。
reason-this-key-is-in-use-already-or-there-are-too-many = このキーはすでに使われているか、登録数の上限に達しています。
reason-there-is-no-such-security-key = このセキュリティキーは見つかりません。
reason-the-passkey-could-not-be-added-please-try-once-more = パスキーを追加できませんでした。もう一度お試しください。
reason-this-passkey-is-in-use-already-or-there-are-too-many = このパスキーはすでに使われているか、登録数の上限に達しています。
reason-there-is-no-such-passkey = このパスキーは見つかりません。
reason-this-is-the-only-way-into-your-account-set-a-password-first = これがアカウントに入る唯一の方法です。先にパスワードを設定してください。
reason-you-are-signed-in-already = すでにログインしています。
reason-nothing-was-changed = 何も変更されていません。
reason-this-address-cannot-be-confirmed-here-so-it-cannot-be-used = このアドレスはここでは確認できないため、使えません。
reason-this-address-was-not-among-those-to-choose-from = このアドレスは選択肢にありません。
reason-the-code-was-tried-too-often-ask-for-a-new-one = コードの入力回数が多すぎます。新しいコードをリクエストしてください。
reason-the-code-was-used-already-ask-for-a-new-one = このコードは使用済みです。新しいコードをリクエストしてください。

## Every page

page-skip = 本文へ移動
page-nav = アカウントのメニュー
page-nav-settings = アカウント
page-nav-sessions = デバイス
page-dev = 開発モード：すべてのメッセージをメールボックスで確認できます。
page-dev-mailbox = メールボックスを開く
page-back = 戻る
page-back-login = ログインに戻る
page-sign-out = ログアウト
page-show-password = 表示
page-hide-password = 非表示
page-key-failed = ブラウザーから応答がありませんでした。もう一度お試しいただくか、別の方法を選んでください。
page-key-needs-script = この操作にはJavaScriptが必要ですが、お使いのブラウザーでは無効になっています。
page-languages = 言語
language-name = 日本語
page-optional = 任意
page-error-prefix = エラー：
page-problems = ご確認いただきたい項目が{ $count }件あります
page-step = ステップ{ $step }/{ $of }
page-copy = コピー
page-copied = コピーしました

## Sign in

login-title = ログイン
login-refresh-title = ご本人の確認
login-second-title = あと1ステップです
login-refresh-lead = 安全のため、変更の前にもう一度ログインしてください。
login-submit = ログイン
login-refresh-submit = 続ける
login-refresh-other = ご本人でない場合はログアウト
login-forgot = パスワードをお忘れですか？
login-no-account = 初めてご利用ですか？
login-create = アカウントを作成
login-totp-hint = スマートフォンのアプリを開き、今表示されている6桁の数字を入力してください。
login-totp-submit = ログイン
login-lookup-label = リカバリーコード
login-lookup-hint = 一覧の中から、まだ使っていないコードを1つ入力してください。
login-lookup-hint-one = 設定したときに保存したコードを入力してください。
login-lookup-submit = このコードでログイン
login-other = 別の方法を試す
login-key-for = ログインするアカウント
login-way-totp = 認証アプリのコード
login-key-hint = キーまたは端末をご用意ください。ブラウザーの案内に従って操作します。
login-way-lookup_secret = リカバリーコード
login-way-lookup_secret-one = リカバリーコード
login-way-webauthn = セキュリティキー
login-way-passkey = パスキー
login-way-code = 送られてくるコード
login-way-password = パスワード
login-stuck = どれも手元にない
login-stuck-text = リカバリーコードは、設定したときに保存した用紙かファイルにあります。それも見つからない場合は、{ $brand }の管理者にご相談ください。ご本人と確認できれば、もう一度ログインできるようになります。
login-stuck-text-one = リカバリーコードは、設定したときに保存した用紙かファイルにあります。それも見つからない場合は、{ $brand }の管理者にご相談ください。ご本人と確認できれば、もう一度ログインできるようになります。
login-stuck-text-none = { $brand }の管理者にご相談ください。ご本人と確認できれば、もう一度ログインできるようになります。
login-leave = やめてログアウト

## Create an account

registration-title = アカウントを作成
registration-password-title = パスワードを設定
registration-credential-title = ログイン方法を選択
registration-submit = アカウントを作成
registration-next = 次へ：パスワードの設定
registration-have = アカウントをお持ちですか？
registration-password-hint = { $min }文字以上。いくつかの単語をつなげると、覚えやすく、推測されにくくなります。

## Recovery

recovery-title = アカウントを復旧
recovery-code-title = 届いたコードを入力
recovery-choose-title = コードの送信先を選択
recovery-confirm-title = アドレス全体を入力
recovery-link-title = メールのリンクを開く
recovery-lead = コードをお送りします。コードでログインし、そのあと新しいパスワードを設定します。ふつうは1分もかかりません。
recovery-link-lead = リンクをメールでお送りします。リンクからログインし、そのあと新しいパスワードを設定します。ふつうは1分もかかりません。
recovery-email = アカウントのメールアドレス
recovery-submit-code = コードを送信
recovery-submit-link = リンクを送信
recovery-again-link = リンクを再送信
recovery-sent-to = 送信先：
recovery-code-label = 届いたコード
recovery-code-hint = 最新のコードを入力してください。前のコードは使えません。
recovery-code-submit = アカウントを復旧
recovery-nothing = 5分たっても届かない場合は、アドレスに間違いがないか、迷惑メールに入っていないかをご確認ください。
recovery-resend = 新しいコードを送信
recovery-resend-wait = { $seconds }秒たつと、新しいコードをリクエストできます。
recovery-other = 別のアドレスを使う
recovery-gone = このメールはもう受け取れない
recovery-gone-address = 復旧に使えるアドレスや電話番号がほかに登録されていれば、そちらをお使いください。
recovery-gone-sign-in = パスワードを覚えているか、パスキーをお持ちでしたら、それでログインし、2つ目の手順には認証アプリか、保存したリカバリーコードを使ってください。そのあと、アカウントのアドレスを変更してください。
recovery-gone-people = どれも残っていない場合は、{ $brand }の管理者にご相談ください。ご本人と確認できれば、もう一度ログインできるようになります。
recovery-open-title = アカウントを復旧
recovery-open-lead = ボタンを押すと、このデバイスでログインし、続けて新しいパスワードを設定します。ご自身でリクエストした場合だけ押してください。
recovery-open-asked = リクエスト日時
recovery-open-device = リクエスト元
recovery-open-go = アカウントを復旧する
not-me-title = 心当たりがありませんか？
not-me-lead = 次の件でお知らせしました。
not-me-what = 内容
not-me-when = 日時
not-me-then = このボタンを押すと：
not-me-then-out = ご自身も含め、全員がこのアカウントからログアウトされます。
not-me-then-undone = そのときの変更が元に戻ります（その後さらに変更されたものを除く）。
not-me-then-password = 今のパスワードは使えなくなり、すぐに新しいパスワードを設定します。
not-me-go = 自分ではありません
not-me-was-me = ご自身の操作でしたら、このページを閉じてください。まだ何も行われていません。
recovery-open-not-me = 心当たりがない場合は、このページを閉じてください。まだ何も行われていません。
recovery-done-title = ログインできました
recovery-done-lead = あとは、新しいパスワードを設定するだけです。
recovery-done-go = 新しいパスワードを設定

## Confirming an address

verification-title = アドレスの確認
verification-lead = アドレスに届くことを確かめるため、コードをお送りします。
verification-address = 確認するアドレス
verification-submit = コードを送信
verification-code-label = 届いたコード
verification-code-submit = 確認する
verification-link-lead = アドレスに届くことを確かめるため、リンクをお送りします。
verification-open-title = アドレスの確認
verification-open-lead = このアドレスでメールを受け取れる場合は、ボタンを押してください。
verification-open-address = アドレス
verification-open-go = はい、自分のアドレスです
verification-open-not-me = ご自身のアドレスでない場合は、このページを閉じてください。まだ何も行われていません。
verification-done-title = アドレスを確認しました
verification-done-go = 続ける

## Settings

settings-title = アカウント設定
settings-lead = ログイン中のアカウント
settings-profile = 登録情報
settings-profile-state = お名前やご連絡先など、登録されている情報です。
settings-password = パスワード
settings-password-state = 最終変更：{ $at }
settings-password-set = 設定済み
settings-password-none = パスワードはまだ設定されていません。
settings-password-open = パスワードを変更
settings-password-new = 新しいパスワード
settings-password-submit = 新しいパスワードを保存
settings-recovered-title = 新しいパスワードを設定
settings-recovered-why = コードを使って復旧したため、前のパスワードはほかの人に知られているおそれがあります。これからは、どこでも新しいパスワードでログインします。
settings-recovered-passkey = この端末にパスキーを設定し、手元にない端末のパスキーを削除する
settings-recovered-done = ほかのすべてのデバイスからログアウトし、ほかのアドレスにもお知らせを送りました。
settings-ended = { $count ->
    [0] ほかのデバイスではログインしていませんでした。
   *[other] ほかの{ $count }台のデバイスからログアウトしました。
  }
settings-told = メールでもお知らせしました。
settings-on = オン
settings-off = オフ
settings-since = { $at }から
settings-last-used = 最終使用：{ $at }
settings-never-used = まだ使われていません。
settings-totp = 認証アプリ
settings-totp-why = スマートフォンのアプリに、30秒ごとに新しいコードが表示されます。パスワードが盗まれても、それだけではログインできなくなります。
settings-totp-open = 認証アプリを設定
settings-totp-scan = スマートフォンのアプリで読み取ってください。
settings-totp-key = または、このキーをアプリに入力してください：
settings-totp-code = 次に、アプリに表示されたコードを入力
settings-totp-submit = オンにする
settings-totp-remove = オフにする…
settings-totp-remove-text = オフにすると、パスワードだけでログインできるようになります。パスワードを知っているほかの人も同じです。
settings-totp-remove-beside = オフにすると、認証アプリは求められなくなります。もう1つの2つ目の手順は引き続き必要です。
settings-totp-remove-codes = リカバリーコードも削除されます。
settings-totp-remove-submit = 認証アプリをオフにする
settings-passkey = パスキー
settings-passkey-count = { $count ->
    [0] なし
   *[other] { $count }個のパスキー
}
settings-passkey-why = 指紋、顔認証、画面ロックだけで、パスワードなしでログインできます。だまし取られる心配もありません。
settings-passkey-last = これがアカウントに入る唯一の方法です。削除する前にパスワードを設定してください。
settings-webauthn = セキュリティキー
settings-webauthn-count = { $count ->
    [0] なし
   *[other] { $count }個のキー
}
settings-webauthn-why = 手元のキーや端末があれば、パスワードを盗まれても悪用されません。
settings-key-name = 見分けるための名前
settings-name = 見分けるための名前
settings-name-it = 名前を付ける…
settings-key-rename = 名前を変更…
settings-key-rename-name = 新しい名前
settings-key-rename-submit = 名前を保存する
settings-key-remove = 削除…
settings-key-remove-text = 「{ $name }」ではアカウントに入れなくなります。
settings-key-remove-submit = 削除する
settings-codes = リカバリーコード
settings-codes-one = リカバリーコード
settings-codes-why = スマートフォンをなくしたときにログインするための、紙に控えておくコードです。1つのコードは1回だけ使えます。
settings-codes-why-one = スマートフォンをなくしたときにログインするための、紙に控えておくコードです。使うと新しいコードに替わります。
settings-codes-left = { $left ->
    [0] 未使用のコードはありません
   *[other] 残り{ $left }個（全{ $total }個）
  }
settings-codes-left-one = { $left ->
    [0] 使用済み
   *[other] 使用できます
  }
settings-codes-low = 残りが少なくなっています。ログインできるうちに、新しいコードを作成してください。
settings-codes-make = リカバリーコードを作成
settings-codes-make-one = リカバリーコードを作成
settings-codes-renew = 新しいコードを作成…
settings-codes-renew-one = 新しいコードを作成…
settings-codes-renew-text = 新しい一覧が作られますので、保存してください。保存したことを確認するまでは、今のコードも使えます。
settings-codes-renew-text-one = 新しいコードが作られますので、保存してください。保存したことを確認するまでは、今のコードも使えます。
settings-codes-renew-submit = 新しいコードを作成
settings-codes-renew-submit-one = 新しいコードを作成
settings-codes-show = コードを表示
settings-owed-title = あと1つです
settings-owed-verification = アドレスを確認する
settings-owed-password = 新しいパスワードを設定する
settings-owed-totp = 認証アプリを設定する
settings-owed-webauthn = セキュリティキーを追加する
settings-owed-lookup_secret = リカバリーコードを保存する
settings-owed-passkey = パスキーを追加する
settings-codes-try = コードを試す…
settings-codes-try-one = コードを試す…
settings-codes-try-text = 試してもコードは使用済みになりません。お手元の一覧が正しいかどうかを確かめられます。
settings-codes-try-text-one = 試してもコードは使用済みになりません。保存したコードが正しいかどうかを確かめられます。
settings-codes-try-submit = 試す
settings-codes-remove = オフにする…
settings-codes-remove-text = すべてのコードがすぐに使えなくなります。そのあとスマートフォンをなくしても、これらのコードではログインできません。
settings-codes-remove-text-one = コードはすぐに使えなくなります。そのあとスマートフォンをなくしても、このコードではログインできません。
settings-codes-remove-submit = リカバリーコードをオフにする
settings-codes-remove-submit-one = リカバリーコードをオフにする

codes-title = リカバリーコードを保存
codes-title-one = リカバリーコードを保存
codes-shown-title = リカバリーコード
codes-shown-title-one = リカバリーコード
codes-lead = スマートフォンをなくしても、このうちの1つでログインできます。紙やパスワードマネージャーなど、スマートフォンがなくても見られるところに保管してください。
codes-lead-one = スマートフォンをなくしても、このコードでログインできます。紙やパスワードマネージャーなど、スマートフォンがなくても見られるところに保管してください。
codes-lead-old = これらのコードを確定するまでは、以前に保存したコードを使えます。
codes-lead-old-one = このコードを確定するまでは、以前に保存したコードを使えます。
codes-list = 新しいコード
codes-list-one = 新しいコード
codes-list-shown = コードの一覧
codes-list-shown-one = コード
codes-used = 使用済み（{ $at }）
codes-tools = コードの保存
codes-copy = コピー
codes-copied = コピーしました
codes-download = テキスト
codes-pdf = PDF
codes-file = リカバリーコード
codes-print = 印刷
codes-saved = コードを安全な場所に保存しました
codes-saved-one = コードを安全な場所に保存しました
codes-confirm = これからはこのコードを使う
codes-confirm-one = これからはこのコードを使う
codes-cancel = 今はやめて、元のままにする
codes-back = アカウントに戻る

kit-title = リカバリーコード
kit-title-one = リカバリーコード
kit-at = ログインページ
kit-account = アカウント
kit-made = 作成日時
kit-how-any = 1つのコードは1回だけ、どの順番でも使えます。使ったら印を付けてください。
kit-how-sequence = 1つのコードは1回だけ使えます。ログインのときに番号が指定されます。使ったら印を付けてください。
kit-how-replace = コードを使うと、すぐに新しいコードが発行されます。そのあと、この用紙は捨ててください。
kit-keep = この用紙は、スマートフォンと一緒にせず、パスポートと同じところに保管してください。この用紙とパスワードがあれば、ほかの人でもログインできてしまいます。{ $brand }の担当者がこの用紙を求めることは決してありません。
kit-qr = ログインページのQRコード

## Sessions

sessions-title = ログイン中のデバイス
sessions-lead = 心当たりのないデバイスがあれば、ログアウトさせてから、パスワードを変更してください。
sessions-this = このデバイス
sessions-strong = 2段階でログイン
sessions-seen = 最終アクセス：{ $at }
sessions-end = ログアウト
sessions-others = ほかのすべてのデバイスからログアウト
sessions-alone = ほかにログイン中のデバイスはありません。

## Home

home-title = アカウント
home-out-title = { $brand }のアカウント
home-out-lead = 操作を選んでください。
home-sign-in = ログイン
home-create = アカウントを作成
home-recover = ログインできない
home-lead = ログイン中のアカウント
home-open = 変更
home-address = メールアドレス
home-verified = 確認済み
home-unverified = 未確認
home-confirm = 確認する
home-password-unset = 未設定
home-set-up = 設定する
home-codes-none = 未作成
home-advice-app = このアカウントはパスワードだけで守られています。認証アプリを使うと、パスワードが盗まれても、それだけではログインできなくなります。
home-advice-codes = リカバリーコードがありません。スマートフォンをなくすと、ログインできなくなります。1分ほどで保存できます。
home-settings = アカウント設定
home-sessions = ログイン中のデバイス

## Errors

error-title = うまくいきませんでした
error-403 = このページは開けません
error-403-text = ページが古いか、別のウィンドウで始めた操作かもしれません。最初に戻ると、うまくいくことがあります。
error-404 = ここには何もありません
error-404-text = アドレスが途中で切れているか、ページが移動したのかもしれません。
error-410 = ページの期限が切れました
error-410-text = ページを開いてから時間がたちました。何も変更されていません。最初からやり直してください。
error-429 = 少し時間をおいてください
error-429-text = 短い間に何度も操作がありました。1〜2分待ってから続けてください。
error-4xx-text = この操作を処理できませんでした。何も変更されていません。最初からやり直してください。
error-5xx = こちら側で問題が起きました
error-5xx-text = お客さまの操作が原因ではありません。失われたものもありません。少し待ってから、もう一度お試しください。
error-number = お問い合わせの際は、この番号をお伝えください：
error-home = 最初に戻る

## Development mailbox

mailbox-title = 開発用メールボックス
mailbox-banner = 開発専用です。メールとSMSは送信されずにここに届き、1日たつと削除されます。
mailbox-list = メッセージ
mailbox-empty = まだ何もありません。コードをリクエストすると、ここに表示されます。
mailbox-none = 読みたいメッセージを選んでください。
mailbox-to = 宛先：
mailbox-from = 差出人：
mailbox-copy-code = { $code }をコピー
mailbox-link = リンクを開く
mailbox-text = テキスト表示
mailbox-html = HTML表示

## Mails

mail-hello = こんにちは。
mail-from = { $brand }のアカウント
mail-never-ask = コードは{ $brand }のページだけに入力してください。担当者がコードをお聞きすることは決してありません。
mail-when = 日時
mail-device = デバイス
mail-place = 場所
mail-account = アカウント
mail-not-me = 自分ではありません
mail-not-me-lead = ご自身の操作でしたら、何もする必要はありません。心当たりがない場合はこちら：
mail-not-me-words = ご自身の操作でしたら、何もする必要はありません。心当たりがない場合は、いつもの方法で{ $brand }のログインページを開いて新しいパスワードを設定し、管理者にお知らせください。
mail-expires = { $minutes }分以内に1回だけ使えます。

mail-recovery_code_valid-subject = 【{ $brand }】アカウントの復旧
mail-recovery_code_valid-lead = アカウントの復旧がリクエストされました。ご自身の操作でしたら、次のコードを使ってください：
mail-recovery_code_valid-link = または、使いたいデバイスで次のリンクを開いてください：
mail-recovery_code_valid-button = アカウントを復旧
mail-recovery_code_valid-not-me = 心当たりがない場合は、このメールは無視してください。コードがなければ誰もログインできず、何も変わりません。

mail-recovery_valid-lead = アカウントの復旧がリクエストされました。ご自身の操作でしたら、使いたいブラウザで次のリンクを開いてください。実行の前に、もう一度確認の画面が出ます：
mail-recovery_valid-not-me = 心当たりがない場合は、このメールは無視してください。リンクがなければ誰もログインできず、何も変わりません。

mail-recovery_code_invalid-subject = 【{ $brand }】このアドレスのアカウントはありません
mail-recovery_code_invalid-lead = { $brand }で、次のアドレスのアカウントの復旧がリクエストされました。おそらくご自身の操作です：
mail-recovery_code_invalid-text = このアドレスのアカウントはありません。別のアドレスで登録されたのかもしれません。そのアドレスでお試しください。
mail-recovery_code_invalid-not-me = 心当たりがない場合は、何もする必要はありません。

mail-verification_code_valid-subject = 【{ $brand }】アドレスの確認
mail-verification_code_valid-lead = このアドレスでメールを受け取れることを確認するため、次のコードを入力してください：
mail-verification_code_valid-link = または、次のリンクを開いてください：
mail-verification_code_valid-button = このアドレスを確認
mail-verification_code_valid-not-me = 心当たりがない場合は、このメールは無視してください。何も起こりません。

sms-not-me = 心当たりがない場合はこちら：
sms-recovery_code_valid = { $code }は、{ $brand }のアカウントを復旧するコードです。担当者がお聞きすることはありません。
sms-verifiable_address_changed = { $brand }のアカウントのアドレスが変更されました。心当たりがない場合は、ログインして新しいパスワードを設定してください。
sms-verification_code_valid = { $code }は、{ $brand }でこの番号を確認するコードです。

mail-verification_valid-lead = このアドレスでメールを受け取れることを確認するため、次のリンクを開いてください：

mail-verification_code_invalid-subject = 【{ $brand }】このアドレスのアカウントはありません
mail-verification_code_invalid-lead = { $brand }で、次のアドレスの確認がリクエストされました。おそらくご自身の操作です：
mail-verification_code_invalid-text = このアドレスはどのアカウントにも登録されていません。別のアドレスで登録されたのかもしれません。そのアドレスでお試しください。
mail-verification_code_invalid-not-me = 心当たりがない場合は、何もする必要はありません。

mail-notice_recovery_codes_made-subject = 【{ $brand }】新しいリカバリーコード
mail-notice_recovery_codes_made-lead = アカウントの新しいリカバリーコードが作成され、確定されました。以前のコードはもう使えません。
mail-notice_recovery_code_used-subject = 【{ $brand }】リカバリーコードが使われました
mail-notice_recovery_code_used-lead = リカバリーコードを使って、アカウントへのログインがありました。
mail-notice_recovery_code_renewed-subject = 【{ $brand }】リカバリーコードが使われ、新しくなりました
mail-notice_recovery_code_renewed-lead = リカバリーコードを使ってアカウントへのログインがあり、新しいコードが保存されました。以前のコードはもう使えません。
mail-notice_recovery_codes_low-subject = 【{ $brand }】リカバリーコードが残り少なくなりました
mail-notice_recovery_codes_low-lead = アカウントのリカバリーコードが残り少なくなっています。ログインできるうちに、新しいコードを作成してください。
mail-notice_recovery_codes_drill-subject = 【{ $brand }】リカバリーコードはお手元にありますか
mail-notice_recovery_codes_drill-lead = 長い間、リカバリーコードが使われていません。コードを手元に用意してログインし、設定画面で1つ試してみてください。試しても使用済みにはなりません。見当たらない場合は、設定画面で新しいコードを作成してください。
mail-notice_recovery_codes_removed-subject = 【{ $brand }】リカバリーコードがオフになりました
mail-notice_recovery_codes_removed-lead = アカウントのリカバリーコードがオフになりました。どのコードももう使えません。
mail-notice_password_changed-subject = 【{ $brand }】パスワードが変更されました
mail-notice_password_changed-lead = アカウントのパスワードが変更されました。
mail-notice_webauthn_added-subject = 【{ $brand }】セキュリティキーが追加されました
mail-notice_webauthn_added-lead = アカウントにセキュリティキーが追加されました。今後はログインに使えます。
mail-notice_webauthn_removed-subject = 【{ $brand }】セキュリティキーが削除されました
mail-notice_webauthn_removed-lead = アカウントのセキュリティキーが削除されました。このキーではもうアカウントに入れません。
mail-notice_passkey_added-subject = 【{ $brand }】パスキーが追加されました
mail-notice_passkey_added-lead = アカウントにパスキーが追加されました。その端末を持つ人は、パスキーでログインできます。
mail-notice_passkey_removed-subject = 【{ $brand }】パスキーが削除されました
mail-notice_passkey_removed-lead = アカウントのパスキーが削除されました。このパスキーではもうアカウントに入れません。
mail-notice_totp_added-subject = 【{ $brand }】認証アプリがオンになりました
mail-notice_totp_added-lead = アカウントに認証アプリが設定されました。これからは、ログインのときに認証アプリのコードが必要です。
mail-notice_totp_removed-subject = 【{ $brand }】認証アプリがオフになりました
mail-notice_totp_removed-lead = アカウントの認証アプリがオフになりました。認証アプリのコードはもう必要ありません。
mail-verifiable_address_changed-subject = 【{ $brand }】アドレスが変更されました
mail-verifiable_address_changed-lead = アカウントのアドレスが変更されました。

mail-notice_address_changed-subject = 【{ $brand }】アカウントの新しいアドレス
mail-notice_address_changed-lead = アカウントのアドレスが変更されました。新しいアドレスをアカウントの復旧に使えるのは、数日後からです。
mail-notice_recovery_requested-subject = 【{ $brand }】アカウントの復旧がリクエストされました
mail-notice_recovery_requested-lead = アカウントを復旧するコードがリクエストされ、登録されている別のアドレスに送られました。まだ何も変わっていません。
mail-notice_recovery_requested-hint = ご自身の操作でしたら、何もする必要はありません。そうでない場合も、コードがなければ誰もログインできません。そのアドレスのメールをほかの人も見られる場合は、ご注意ください。
mail-notice_second_factor_guessed-subject = 【{ $brand }】間違ったコードが続けて入力されました
mail-notice_second_factor_guessed-lead = アカウントへのログインで最初の手順が完了したあと、間違ったコードが10回入力されました。2つ目の手順は突破されていません。
mail-notice_totp_stopped-subject = 【{ $brand }】認証アプリのコードを受け付けなくなりました
mail-notice_totp_stopped-lead = アカウントへのログインで最初の手順が完了したあと、間違ったコードが20回続けて入力されました。そのため、認証アプリのコードを受け付けなくなりました。リカバリーコードかセキュリティキーでログインし、アプリを設定し直してください。どちらもない場合は、管理者にご連絡ください。
mail-notice_recovery_codes_stopped-subject = 【{ $brand }】リカバリーコードを受け付けなくなりました
mail-notice_recovery_codes_stopped-lead = アカウントへのログインで最初の手順が完了したあと、間違ったリカバリーコードが20回続けて入力されました。そのため、リカバリーコードを受け付けなくなりました。認証アプリかセキュリティキーでログインし、新しいコードを作成してください。どちらもない場合は、管理者にご連絡ください。
mail-notice_recovered-subject = 【{ $brand }】アカウントが復旧されました
mail-notice_recovered-lead = お送りしたコードを使ってアカウントが復旧され、新しいパスワードを設定できる状態になりました。

## Dates and devices

time-today = 今日 { $clock } UTC
time-yesterday = 昨日 { $clock } UTC
time-date = { $year }年{ $month }{ $day }日 { $clock } UTC
time-month-1 = 1月
time-month-2 = 2月
time-month-3 = 3月
time-month-4 = 4月
time-month-5 = 5月
time-month-6 = 6月
time-month-7 = 7月
time-month-8 = 8月
time-month-9 = 9月
time-month-10 = 10月
time-month-11 = 11月
time-month-12 = 12月

device-both = { $browser }（{ $system }）
device-unknown = 不明なデバイス
