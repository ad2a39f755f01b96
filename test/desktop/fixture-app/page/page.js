window.pushed = []
window.fixture.onPush((value) => window.pushed.push(value))
document.documentElement.dataset.ready = 'yes'
