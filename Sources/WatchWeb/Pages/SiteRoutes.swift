import HTTPTypes
import Hummingbird
import Watch

extension PageRoutes {
    /// The pages about the site itself, to which the foot of every page leads.
    func addSite(to router: Router<WebContext>) {
        router.get("/help") { _, context in answer(HelpModel.init, context) }
        router.get("/contact") { _, context in answer({ ContactModel(house.site.keeper, $0) }, context) }
        router.get("/privacy") { _, context in answer({ PrivacyModel($0, keeper: house.site.keeper) }, context) }
        router.get("/accessibility") { _, context in answer(AccessibilityModel.init, context) }
    }

    private func answer<Model: PageModel>(_ model: (PageSetting) -> Model, _ context: WebContext) -> Response {
        let setting = setting(context)
        return templates.response(model(setting), words: setting.words)
    }
}
