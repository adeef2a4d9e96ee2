// The one script of the pages: asks the browser for a passkey and puts its answer into the form.

/** Path of the script. */
export const passkeyScriptPath = '/passkey.js'

export const passkeyScript = `'use strict'
for (const form of document.querySelectorAll('form[data-passkey]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const problem = form.querySelector('[role=alert]')
    problem.hidden = true
    try {
      const options = JSON.parse(form.dataset.options)
      const credential = form.dataset.passkey === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
      form.elements.credential.value = JSON.stringify(credential.toJSON())
      form.submit()
    } catch (error) {
      problem.textContent = error.name === 'NotAllowedError' ? 'No passkey was used.' : 'Passkeys do not work here: ' + error.message
      problem.hidden = false
    }
  })
}
`
