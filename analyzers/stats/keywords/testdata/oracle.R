# The numbers of keywords_test.go. R version is printed.
cat(R.version.string, "\n")
options(digits=15)
ll2 <- function(a,A,b,B){E1<-A*(a+b)/(A+B);E2<-B*(a+b)/(A+B);t<-function(o,e) if(o==0) 0 else o*log(o/e);2*(t(a,E1)+t(b,E2))}
will <- function(a,A,b,B){N<-A+B;R1<-A;R2<-B;C1<-a+b;C2<-N-C1;1+(N/R1+N/R2-1)*(N/C1+N/C2-1)/(6*N)}
ell <- function(a,A,b,B){N<-A+B;E<-min(A*(a+b)/N,B*(a+b)/N);ll2(a,A,b,B)/(N*log(E))}
sm <- function(a,A,b,B,n)(1e6*a/A+n)/(1e6*b/B+n)
fw <- function(y1,n1,y2,n2,al,a0){d<-log((y1+al)/(n1+a0-y1-al))-log((y2+al)/(n2+a0-y2-al));c(d,d/sqrt(1/(y1+al)+1/(y2+al)))}
for (x in list(c(100,1e4,50,2e4),c(1e4,1e6,9e3,1e6),c(0,1e4,25,2e4),c(3,10,7,9),c(1189,168329,968,19552238))) {
  a<-x[1];A<-x[2];b<-x[3];B<-x[4]
  cat(x,"ll2",ll2(a,A,b,B),"q",will(a,A,b,B),"ell",ell(a,A,b,B),"sm1",sm(a,A,b,B,1),"sm100",sm(a,A,b,B,100),"\n")
}
cat("SkE", sm(35,112289776,263,1559716979,1),"\n")
y1<-c(1,5,1,9);y2<-c(100,510,100,199)
for(i in 1:4) cat("flat",fw(y1[i],sum(y1),y2[i],sum(y2),.01,.04),"\n")
p<-(y1+y2)/sum(y1+y2); a0<-10
for(i in 1:4) cat("inf10",fw(y1[i],sum(y1),y2[i],sum(y2),a0*p[i],a0),"\n")
# least of a table with a cut-off
q<-qbeta(.025/20,40,4+1); cat("lower a=40 b=4 m=20 A=1e4 B=1e6:", log2(1e6/1e4*q/(1-q)),"\n")
