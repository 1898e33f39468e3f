/**
 * The environment for an npm that works in another folder. Under `npm run`, npm hands down what belongs to *this*
 * project (`npm_config_local_prefix`, `npm_package_*`, …); what the user set for all projects stays.
 */
export function environmentWithoutNpm(): NodeJS.ProcessEnv {
	const inherited = /^npm_(package_|lifecycle_|config_local_prefix$|command$)|^INIT_CWD$/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
}
