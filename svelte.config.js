// One compiler setting for editor, check and build: runes everywhere.
export default { compilerOptions: { runes: true } }
