import java.nio.file.Path;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/** `Server HOME SETTINGS`: Neo4j in a folder, with a file of settings. Prints its port; ends when stdin closes. */
class Server {
    public static void main(String[] args) throws Exception {
        var service = new DatabaseManagementServiceBuilder(Path.of(args[0]))
            .loadPropertiesFromFile(Path.of(args[1]))
            .build();
        var graph = (GraphDatabaseAPI) service.database("neo4j");
        var ports = graph.getDependencyResolver().resolveDependency(ConnectorPortRegister.class);
        System.out.println("port " + ports.getLocalAddress(ConnectorType.BOLT).getPort());
        while (System.in.read() >= 0) { }
        service.shutdown();
    }
}
