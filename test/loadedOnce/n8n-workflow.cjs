module.exports = {
	...nodeModule.createRequire(__filename)('n8n-workflow'),
	// With the test's timers, which may be fake.
	sleep: async (milliseconds) => await new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
