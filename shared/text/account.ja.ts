// アカウントのページの文言（日本語）。
import type { Text } from './en'

export const accountJa: Text['account'] = {
  open: '詳細',
  openFor: (account) => `${account} の詳細`,
  back: 'アカウント一覧',
  loading: 'プールにアカウントの情報を問い合わせています…',
  loaded: 'アカウントの情報を表示しました。',
  signedOut: 'このアカウントにはサインインしていません。',
  signedOutAdvice: 'サインインすると、プールに登録されている情報を確認・変更できます。',
  scope: {
    noBrowser:
      'トークンは引き続き使えます。ブラウザーを使わずにサインインし直すと、参照・変更できるようになります。',
    again:
      'トークンは引き続き使えます。次のサインインでは、足りないスコープ aws.cognito.signin.user.admin も求めます。もう一度サインインしてください。それでも変わらない場合は、プールがこのスコープを付与していません。管理者に相談してください。',
    addAgain:
      'トークンは引き続き使えます。このプールの設定では Signet がスコープ aws.cognito.signin.user.admin を求めないため、サインインし直しても変わりません。まず、アプリクライアントでこのスコープを許可するよう、管理者に依頼してください。そのあとプールを削除し、このスコープを指定して追加し直してから（`signet pools add --scopes`）、もう一度サインインしてください。',
  },
  save: '保存',
  code: 'コード',
  codeSent: (destination) => `${destination} にコードを送りました。`,
  codeSentUnknown: 'コードを送りました。',

  about: {
    title: '登録情報',
    notSet: '未設定',
    verified: '確認済み',
    notVerified: '未確認',
    change: '変更',
    changeNamed: (attribute) => `${attribute}を変更`,
    add: '追加',
    addNamed: (attribute) => `${attribute}を追加`,
    verify: '確認する',
    verifyNamed: (attribute) => `${attribute}を確認する`,
    newValue: (attribute) => `新しい値：${attribute}`,
    contactHint: 'ご本人のものか確かめるため、プールから確認用のコードが届くことがあります。',
    changed: (attribute) => `${attribute}を保存しました。`,
    changedByCode: (destination) =>
      `${destination} にコードを送りました。入力すると、新しい値が確認されます。`,
    nowVerified: (attribute) => `${attribute}を確認しました。`,
    names: {
      sub: 'プール内の ID',
      identities: '連携しているサインイン',
      name: '氏名',
      given_name: '名',
      family_name: '姓',
      middle_name: 'ミドルネーム',
      nickname: 'ニックネーム',
      preferred_username: '希望するユーザー名',
      email: 'メールアドレス',
      phone_number: '電話番号',
      address: '住所',
      birthdate: '生年月日',
      gender: '性別',
      locale: '言語',
      zoneinfo: 'タイムゾーン',
      picture: '画像',
      profile: 'プロフィールページ',
      website: 'ウェブサイト',
      updated_at: '最終更新',
    },
  },

  password: {
    title: 'パスワード',
    has: 'パスワードでサインインできます。',
    hasNone: 'パスワードはまだありません。ここで設定できます。',
    change: 'パスワードを変更',
    set: 'パスワードを設定',
    old: '現在のパスワード',
    done: 'パスワードを変更しました。',
    doneFirst: 'パスワードを設定しました。',
    stays:
      '変更しても、ここでのサインインは続き、ほかの場所でのサインインも終わりません。終わらせるには、すべてのデバイスからサインアウトしてください。',
  },

  mfa: {
    title: '2 段階認証',
    lead: '記憶されていないデバイスでサインインするとき、パスワードなどに続いて求められる確認です。',
    on: 'オン',
    off: 'オフ',
    preferred: '優先',
    hints: {
      SOFTWARE_TOKEN_MFA: 'スマートフォンのアプリに、30 秒ごとに新しいコードが表示されます。',
      SMS_MFA: '電話番号に SMS でコードが届きます。',
      EMAIL_OTP: 'メールアドレスにコードが届きます。',
    },
    needs: {
      SMS_MFA: '先に、確認済みの電話番号が必要です。',
      EMAIL_OTP: '先に、確認済みのメールアドレスが必要です。',
    },
    goTo: {
      SMS_MFA: '電話番号の欄へ移動',
      EMAIL_OTP: 'メールアドレスの欄へ移動',
    },
    setUp: 'アプリを登録',
    setUpAnother: '別のアプリを登録',
    turnOn: 'オンにする',
    turnOnNamed: (method) => `${method}をオンにする`,
    turnOff: 'オフにする',
    turnOffNamed: (method) => `${method}をオフにする`,
    prefer: '優先する',
    preferNamed: (method) => `${method}を優先する`,
    unprefer: '優先をやめる',
    unpreferNamed: (method) => `${method}の優先をやめる`,
    turnedOn: (method) => `${method}をオンにしました。`,
    turnedOff: (method) => `${method}をオフにしました。`,
    nowPreferred: (method) => `今後は${method}を優先します。`,
    notPreferred: (method) => `${method}の優先をやめました。`,
    lastTitle: '2 段階認証をすべてオフにしますか？',
    lastBody:
      'オンになっている最後の方法です。オフにすると、パスワードなどを知られただけで、他人にサインインされるおそれがあります。',
    setUpLead: 'アプリで QR コードを読み取り、表示されたコードを入力してください。',
    replaces: '新しいアプリを確認すると、今のアプリはこのアカウントでは使えなくなります。',
    appName: 'アプリや端末の名前',
    appNameHint: '例：Pixel 8。コードを求めるときに表示されます。',
    added: '認証アプリを登録しました。次回からこのアプリのコードを求められます。',
  },

  ways: {
    title: 'サインインの方法',
    none: '使える方法は登録されていません。',
    unknown: 'このプールでは、使える方法を確認できません。',
    passkeys: 'パスキーの追加と削除は、ブラウザーで組織のサインインページから行います。',
    last: (method) => `ここでの前回のサインイン：${method}`,
  },

  devices: {
    title: 'デバイス',
    lead: 'プールに登録されているデバイスです。記憶されているデバイスでは、サインインにコードが要りません。',
    empty: 'プールに登録されているデバイスはありません。',
    thisDevice: 'このデバイス',
    remembered: '記憶済み',
    notRemembered: '記憶なし',
    lastUsed: (when) => `最終使用：${when}`,
    since: (when) => `登録：${when}`,
    address: (address) => `最後のアドレス：${address}`,
    rename: '名前を変更',
    renameNamed: (device) => `${device} の名前を変更`,
    name: '名前',
    nameHint:
      'この名前は、このコンピューターだけに保存されます。プールの名前は変わりません。空にすると、プールの名前に戻ります。',
    renamed: (device) => `名前を ${device} に変更しました。`,
    nameBack: 'プールの名前に戻しました。',
    remember: '記憶する',
    rememberNamed: (device) => `${device} を記憶する`,
    doNotRemember: '記憶しない',
    doNotRememberNamed: (device) => `${device} を記憶しない`,
    nowRemembered: (device) => `${device} を記憶しました。今後、コードは不要です。`,
    nowNotRemembered: (device) => `${device} の記憶をやめました。次回から再びコードが必要です。`,
    forget: '登録を消す',
    forgetNamed: (device) => `${device} の登録を消す`,
    forgetTitle: (device) => `${device} の登録を消しますか？`,
    forgetBody: 'そのデバイスでのサインインは終わり、次のサインインでは再びコードが必要になります。',
    forgotten: (device) => `${device} の登録を消しました。`,
    alreadyGone: (device) => `${device} の登録は、すでに消されていました。`,
    forgetOthers: 'ほかのデバイスの登録をすべて消す',
    forgetOthersTitle: (count) => `ほかの ${String(count)} 台の登録を消しますか？`,
    forgetOthersBody:
      'どのデバイスでもサインインは終わり、次のサインインでは再びコードが必要になります。このデバイスはそのままです。',
    othersForgotten: (count) => `${String(count)} 台の登録を消しました。`,
    notAll: '登録を消せなかったデバイスがあります。',
    showAll: (count) => `${String(count)} 台すべてを表示`,
  },

  signOut: {
    title: 'サインアウト',
    limits:
      'ここでサインアウトすると、Signet が保持しているサインインを無効にします。すべてのデバイスからサインアウトすると、このアカウントのサインインがすべて終わります。',
    cannotUndo:
      'どちらの場合も、プログラムに渡したトークンは取り戻せません。署名だけを確かめるサービスでは、有効期限まで使えます。',
  },

  errors: {
    'auth/wrong-password': {
      title: '現在のパスワードと違います。',
      advice: 'サインインは有効で、パスワードは元のままです。両方とも入力し直してください。',
    },
    'auth/new-password-refused': {
      title: '新しいパスワードはプールに受け付けられませんでした。',
      advice: 'パスワードは元のままです。もっと長いもの、または使ったことのないものにしてください。',
    },
    'auth/password-not-encodable': {
      title: 'パスワードに送信できない文字が含まれています。',
      advice: 'パスワードは元のままです。新しいパスワードは貼り付けずに、手で入力してください。',
    },
    'auth/attempts-exceeded': {
      title: '試した回数が多すぎます。',
      advice: 'サインインは有効で、何も変わっていません。しばらく待ってから、もう一度試してください。',
    },
    'auth/code-mismatch': {
      title: 'コードが違います。',
      advice: 'サインインは有効です。表示されている、または最後に届いたコードを入力してください。',
    },
    'auth/code-expired': {
      title: 'コードの期限が切れています。',
      advice: 'サインインは有効です。コードを再送して、新しいコードを入力してください。',
    },
    'auth/code-already-used': {
      title: 'このコードはすでに使われています。',
      advice: 'サインインは有効です。次のコードを待って、入力してください。',
    },
    'auth/code-not-delivered': {
      title: 'プールからコードを送れませんでした。',
      advice: 'サインインは有効です。アドレスを確かめるか、管理者に連絡してください。',
    },
    'auth/name-taken': {
      title: 'このプールでは、その名前またはアドレスがすでに使われています。',
      advice: 'サインインは有効で、値は元のままです。別の値にしてください。',
    },
  },
}
